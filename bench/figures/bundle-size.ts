/** What each function loads: the size of its one minified file. */
import { FUNCTION_BYTES_MAX } from '../../infra/bundle.ts';
import { allBundles, codeBytes, withDeployedFunctions } from '../engine/bundles.ts';
import type { Figure } from '../measurement.ts';

const KIB = 1_024;

export const bundleSize: Figure = {
  name: 'bundle-size',
  about: 'size of every function’s code, minified, beside a bare SDK handler made with the same options',
  async measure() {
    const bareKib = await withDeployedFunctions(async ({ bare }) => codeBytes(bare) / KIB);
    return (await allBundles()).map(({ service, lambda, sizeBytes }) => ({
      subject: `${service}/${lambda}`,
      value: sizeBytes / KIB,
      unit: 'KiB',
      baseline: bareKib,
      target: { atMost: FUNCTION_BYTES_MAX / KIB, compares: 'value' },
    }));
  },
};

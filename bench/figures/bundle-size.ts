/** What each function loads: the size of its one minified file. */
import { allBundles, codeBytes, withDeployedFunctions } from '../engine/bundles.ts';
import type { Figure } from '../measurement.ts';

const KIB = 1_024;
const FUNCTION_KIB_MAX = 400;
/** Functions that take documents load the S3 client. */
const DOCUMENT_FUNCTION_KIB_MAX = 600;
const DOCUMENT_FUNCTION = 'evidence';

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
      target: {
        atMost: lambda === DOCUMENT_FUNCTION ? DOCUMENT_FUNCTION_KIB_MAX : FUNCTION_KIB_MAX,
        compares: 'value',
      },
    }));
  },
};

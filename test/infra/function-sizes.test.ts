import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bundleServices, FUNCTION_BYTES_MAX } from '../../infra/bundle.ts';
import { services } from '../../infra/services.ts';
import { repositoryRoot as root } from '../architecture/sources.ts';

test('no function’s code is larger than a cold start should read', { timeout: 60_000 }, async () => {
  const descriptions = services.map(({ description }) => description);
  const { bundles } = await bundleServices(descriptions, { root, outputDirectory: join(root, 'dist', 'bundles') });
  expect(bundles.length).toBeGreaterThan(20);
  expect(
    bundles
      .filter(({ sizeBytes }) => sizeBytes > FUNCTION_BYTES_MAX)
      .map(({ service, lambda, sizeBytes }) => `${service}/${lambda}: ${Math.ceil(sizeBytes / 1_024)} KiB`),
  ).toEqual([]);
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { SERVICE_NAMES } from '../../contracts/services.ts';
import { repositoryRoot } from './sources.ts';

/** Projections named in a file, by the convention that they are called so. */
const projectionsIn = (path: string): string[] =>
  [...new Set(readFileSync(join(repositoryRoot, path), 'utf8').match(/\b\w+Projection\b/g))].sort();

describe('read models', () => {
  test.each(SERVICE_NAMES)('of %s that are kept up to date can all be rebuilt', (service) => {
    const kept = projectionsIn(`services/${service}/lambdas/project.ts`);
    expect(kept.length).toBeGreaterThan(0);
    expect(projectionsIn(`services/${service}/read-models.ts`)).toEqual(kept);
  });
});

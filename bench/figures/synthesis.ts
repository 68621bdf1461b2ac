/** `npm run synth` in a fresh process: one region, and what each further one adds. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadRegionFiles } from '../../infra/region-file.ts';
import { REPOSITORY } from '../engine/bundles.ts';
import { runMeasured } from '../engine/measured-process.ts';
import type { Figure } from '../measurement.ts';
import { REGION_CODE } from '../region.ts';

const ONE_REGION_SECONDS_MAX = 15;
const FURTHER_REGION_SECONDS_MAX = 2;
const TIMEOUT_MS = 180_000;
/** In turns, the quickest counts: the difference of two runs is small beside what a busy machine adds to either. */
const RUNS = 2;

/** The bare app: the CDK is loaded and one empty stack is written, without a rule looking at it. */
const BARE_APP = `
import { App, Stack } from 'aws-cdk-lib';
const app = new App({ outdir: process.argv[1], analyticsReporting: false });
new Stack(app, 'Bare');
app.synth();
`;

const secondsOf = async (args: readonly string[]): Promise<number> => (await runMeasured(args, TIMEOUT_MS)).seconds;

export const synthesis: Figure = {
  name: 'synthesis',
  about: 'time to synthesize with bundles at hand: one region, and each further one',
  async measure({ progress }) {
    const folder = mkdtempSync(join(tmpdir(), 'panhuo-bench-'));
    try {
      const regions = loadRegionFiles(join(REPOSITORY, 'infra', 'regions')).length;
      const synth = (...more: string[]) => secondsOf([join('infra', 'app.ts'), '--out', join(folder, 'out'), ...more]);
      progress('bundles and one region once, so that every timed run finds the bundles');
      await synth('--region', REGION_CODE);
      const bare = await secondsOf(['--input-type=module', '-e', BARE_APP, join(folder, 'bare')]);
      const one: number[] = [];
      const all: number[] = [];
      for (let run = 0; run < RUNS; run += 1) {
        one.push(await synth('--region', REGION_CODE));
        all.push(await synth());
      }
      return [
        {
          subject: 'one region',
          value: Math.min(...one),
          unit: 's',
          baseline: bare,
          baselineIs: 'an empty stack',
          target: { atMost: ONE_REGION_SECONDS_MAX, compares: 'value' },
        },
        {
          subject: 'each further region',
          value: (Math.min(...all) - Math.min(...one)) / (regions - 1),
          unit: 's',
          target: { atMost: FURTHER_REGION_SECONDS_MAX, compares: 'value' },
        },
      ];
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

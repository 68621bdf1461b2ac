/** Init of each function over a bare SDK handler: what a cold start pays for our code. */
import { functionEnvironment, withDeployedFunctions } from '../engine/bundles.ts';
import { type InitSubject, initRuns } from '../engine/init-probe.ts';
import { type BenchOptions, type Figure, median } from '../measurement.ts';

const OVER_BARE_MS_MAX = 20;
const ROUNDS = 9;
const DEEP_ROUNDS = 25;
const BARE = 'bare SDK handler';
const BARE_AS_IT_COMES = 'bare SDK handler with the SDK’s own credential chain';

export const initTime: Figure = {
  name: 'init-time',
  about:
    'processor time a fresh process needs to load each function (median), over a bare SDK handler made with the same options',
  measure: ({ deep, progress }: BenchOptions) =>
    withDeployedFunctions(async ({ directories, bare, bareAsItComes }) => {
      const subject = (name: string, service: string, directory: string): InitSubject => ({
        name,
        directory,
        environment: functionEnvironment(service, directory),
      });
      const functions = [...directories].map(([name, directory]) => subject(name, name.split('/')[0] ?? '', directory));
      const rounds = deep ? DEEP_ROUNDS : ROUNDS;
      progress(`${functions.length} functions and two bare handlers, ${rounds} rounds`);
      const bareSubjects = [subject(BARE, 'registry', bare), subject(BARE_AS_IT_COMES, 'registry', bareAsItComes)];
      const runs = await initRuns([...bareSubjects, ...functions], rounds);
      const medianOf = (name: string): number => median((runs.get(name) ?? []).map(({ cpuMs }) => cpuMs));
      const clockOf = (name: string) => ({ clockMs: median((runs.get(name) ?? []).map(({ clockMs }) => clockMs)) });
      const baseline = medianOf(BARE);
      return [
        ...functions.map(({ name }) => ({
          subject: name,
          value: medianOf(name),
          unit: 'ms',
          baseline,
          target: { atMost: OVER_BARE_MS_MAX, compares: 'over-baseline' as const },
          parts: clockOf(name),
        })),
        {
          subject: BARE_AS_IT_COMES,
          value: medianOf(BARE_AS_IT_COMES),
          unit: 'ms',
          baseline,
          parts: clockOf(BARE_AS_IT_COMES),
        },
      ];
    }),
};

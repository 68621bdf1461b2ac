/**
 * `npm run bench`: measures what the product is held to and prints a table; `-- --json` prints one JSON object instead.
 * A missed target is a result. Only a measurement that failed makes the exit code 1.
 */
import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { figures } from './figures.ts';
import type { BenchOptions, Figure } from './measurement.ts';
import { type FigureResult, jsonReport, tableText } from './report.ts';

const HELP = `npm run bench -- [--only <figure>]... [--json] [--deep] [--list]
  --only   one figure by name; may be given several times
  --json   one JSON object on standard output, nothing else
  --deep   also the sizes that take minutes
  --list   the figures and what they measure`;

/** Ends with code 2 and the help for anything that is not understood. */
function readArguments() {
  try {
    return parseArgs({
      options: {
        only: { type: 'string', multiple: true },
        json: { type: 'boolean' },
        deep: { type: 'boolean' },
        list: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    return wrongArguments(error instanceof Error ? error.message : String(error));
  }
}

function wrongArguments(reason: string): never {
  console.error(`${reason}\n${HELP}`);
  process.exit(2);
}

function chosen(names: readonly string[] | undefined): readonly Figure[] {
  if (!names) return figures;
  return names.map((name) => {
    const figure = figures.find((known) => known.name === name);
    return figure ?? wrongArguments(`there is no figure ${name}; there are ${figures.map((f) => f.name).join(', ')}`);
  });
}

async function measure(figure: Figure, options: BenchOptions): Promise<FigureResult> {
  const startedMs = performance.now();
  options.progress(figure.name);
  const result = await figure
    .measure(options)
    .then((measured) => ({ measured }))
    .catch((error: unknown) => {
      options.progress(`${figure.name} failed: ${error instanceof Error ? (error.stack ?? error.message) : error}`);
      return { measured: [], failure: error instanceof Error ? error.message : String(error) };
    });
  const seconds = Math.round(performance.now() - startedMs) / 1000;
  return { name: figure.name, about: figure.about, seconds, ...result };
}

const values = readArguments();
if (values.help) console.log(HELP);
else if (values.list) for (const { name, about } of figures) console.log(`${name.padEnd(20)} ${about}`);
else {
  // Clients sign their requests to the local engine with these; they are nobody's.
  process.env.AWS_ACCESS_KEY_ID = 'bench';
  process.env.AWS_SECRET_ACCESS_KEY = 'bench';
  process.env.AWS_REGION = 'cn-northwest-1';
  const options: BenchOptions = { deep: values.deep === true, progress: (text) => console.error(`… ${text}`) };
  const results: FigureResult[] = [];
  for (const figure of chosen(values.only)) results.push(await measure(figure, options));
  const machine = {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    measuredAt: new Date().toISOString(),
  };
  console.log(values.json ? JSON.stringify(jsonReport(results, machine), null, 2) : tableText(results));
  if (results.some((result) => result.failure !== undefined)) process.exitCode = 1;
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { FROZEN_DIRECTORY } from './freeze-examples.ts';
import { eventContracts } from './reference/event-schemas.ts';

const frozen = readdirSync(FROZEN_DIRECTORY).filter((file) => file.endsWith('.json'));

test('every frozen example keeps parsing: what has once been published is never broken', async () => {
  const contracts = new Map((await eventContracts()).map(({ type, schema }) => [type, schema]));
  expect(frozen.length).toBeGreaterThan(30);
  for (const file of frozen) {
    const event: unknown = JSON.parse(readFileSync(join(FROZEN_DIRECTORY, file), 'utf8'));
    const schema = contracts.get(file.slice(0, -'.json'.length));
    expect(schema, `${file} has lost its contract`).toBeDefined();
    if (schema) expect(z.safeParse(schema, event).error?.issues ?? [], file).toEqual([]);
  }
});

test('every event version has a frozen example', async () => {
  const types = (await eventContracts()).map(({ type }) => `${type}.json`);
  expect(types.filter((file) => !frozen.includes(file))).toEqual([]);
});

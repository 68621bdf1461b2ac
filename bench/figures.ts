/** All figures, quick ones first. */
import { allocation } from './figures/allocation.ts';
import { auditVerification } from './figures/audit-verification.ts';
import { bundleSize } from './figures/bundle-size.ts';
import { commandCpu } from './figures/command-cpu.ts';
import { commandUnits } from './figures/command-units.ts';
import { cost } from './figures/cost.ts';
import { idleBatch } from './figures/idle-batch.ts';
import { importSpeed } from './figures/import-speed.ts';
import { initTime } from './figures/init-time.ts';
import { overdueRun } from './figures/overdue-run.ts';
import { projectionUnits } from './figures/projection-units.ts';
import { reading } from './figures/reading.ts';
import { synthesis } from './figures/synthesis.ts';
import type { Figure } from './measurement.ts';

export const figures: readonly Figure[] = [
  bundleSize,
  initTime,
  allocation,
  commandCpu,
  commandUnits,
  cost,
  overdueRun,
  projectionUnits,
  idleBatch,
  reading,
  auditVerification,
  synthesis,
  importSpeed,
];

/** The services in this world, each with its real aggregates, reactions, projections and jobs. */
import { loadHolidays, loadPack } from '../../policy/load.ts';
import type { Policy } from '../../policy/policy.ts';
import { findingKind } from '../../services/audit/aggregates.ts';
import type { AuditRuntime } from '../../services/audit/dependencies.ts';
import { reactions as auditReactions } from '../../services/audit/reactions.ts';
import { findingProjection } from '../../services/audit/views.ts';
import { paymentKind, planKind, poolKind, receiptKind } from '../../services/distribution/aggregates.ts';
import type { DistributionRuntime } from '../../services/distribution/dependencies.ts';
import { FLAG_PARKED_INCOME_JOB, flagParkedIncome } from '../../services/distribution/flag-parked-income.ts';
import { reactions as distributionReactions } from '../../services/distribution/reactions.ts';
import { incomeProjection, paymentProjection } from '../../services/distribution/views.ts';
import { assetKind, unitKind } from '../../services/registry/aggregates.ts';
import type { RegistryRuntime } from '../../services/registry/dependencies.ts';
import { proceedsProjection } from '../../services/registry/disposal/disposal-views.ts';
import { FLAG_DUE_JOB, flagDue } from '../../services/registry/flag-due.ts';
import { campaignKind } from '../../services/registry/inventory/inventory-aggregates.ts';
import { mergerKind, obligationKind } from '../../services/registry/mergers/merger-aggregates.ts';
import { obligationProjection } from '../../services/registry/mergers/merger-views.ts';
import { reactions as registryReactions } from '../../services/registry/reactions.ts';
import { disposalKind } from '../../services/registry/reform/reform-aggregates.ts';
import { ledgerProjection } from '../../services/registry/views.ts';
import { itemKind } from '../../services/revitalization/aggregates.ts';
import type { RevitalizationRuntime } from '../../services/revitalization/dependencies.ts';
import { FLAG_OVERDUE_JOB, flagOverdue } from '../../services/revitalization/flag-overdue.ts';
import { reactions as revitalizationReactions } from '../../services/revitalization/reactions.ts';
import { progressProjection } from '../../services/revitalization/views.ts';
import type { AnyKind, NodeRuntime, ServicePart } from './service-node.ts';

export const policy: Policy = loadPack('makit');
const holidays = loadHolidays();

const withPolicy = (base: NodeRuntime) => ({ ...base, policy, holidays });

const registry: ServicePart = {
  name: 'registry',
  kinds: [unitKind, assetKind, disposalKind, mergerKind, obligationKind, campaignKind] as unknown as readonly AnyKind[],
  projections: [ledgerProjection, proceedsProjection, obligationProjection],
  reactions: registryReactions as ServicePart['reactions'],
  runtime: withPolicy,
  jobs: [{ name: FLAG_DUE_JOB, run: (runtime) => flagDue(runtime as unknown as RegistryRuntime) }],
};

const revitalization: ServicePart = {
  name: 'revitalization',
  kinds: [itemKind] as unknown as readonly AnyKind[],
  projections: [progressProjection],
  reactions: revitalizationReactions as ServicePart['reactions'],
  runtime: withPolicy,
  jobs: [{ name: FLAG_OVERDUE_JOB, run: (runtime) => flagOverdue(runtime as unknown as RevitalizationRuntime) }],
};

const audit: ServicePart = {
  name: 'audit',
  kinds: [findingKind] as unknown as readonly AnyKind[],
  projections: [findingProjection],
  reactions: auditReactions as ServicePart['reactions'],
  runtime: (base): AuditRuntime => withPolicy(base),
  jobs: [],
};

const distribution: ServicePart = {
  name: 'distribution',
  kinds: [poolKind, receiptKind, planKind, paymentKind] as unknown as readonly AnyKind[],
  projections: [incomeProjection, paymentProjection],
  reactions: distributionReactions as ServicePart['reactions'],
  runtime: withPolicy,
  jobs: [
    { name: FLAG_PARKED_INCOME_JOB, run: (runtime) => flagParkedIncome(runtime as unknown as DistributionRuntime) },
  ],
};

export const PARTS: readonly ServicePart[] = [registry, revitalization, distribution, audit];

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IPolicyValidationContext, IPolicyValidationPlugin, PolicyValidationPluginReport } from 'aws-cdk-lib';
import { eventItemsAreImmutable, noLiteralPartition, noManagedPolicies, noWildcardAccess } from './access.ts';
import { alarmsNameRunbooks, functionsAreObservable, tablesAreRecoverable } from './operations.ts';
import { deadLettersAreWatched, visibilityCoversTimeout } from './queues.ts';
import { sourcesReportPartialBatches, streamsIsolateFailures } from './sources.ts';
import type { CloudFormationTemplate, Finding, Guard, GuardContext } from './template.ts';

/** Our own rules over every template, beside those of the rule pack. */
export const GUARDS: readonly Guard[] = [
  visibilityCoversTimeout,
  deadLettersAreWatched,
  sourcesReportPartialBatches,
  streamsIsolateFailures,
  noWildcardAccess,
  noManagedPolicies,
  eventItemsAreImmutable,
  noLiteralPartition,
  alarmsNameRunbooks,
  functionsAreObservable,
  tablesAreRecoverable,
];

/** Runs every guard over one template. */
export function checkTemplate(template: CloudFormationTemplate, context: GuardContext): readonly Finding[] {
  return GUARDS.flatMap((guard) => guard.check(template, context));
}

/** Lets the guards take part in synthesis: one finding stops it. */
export class GuardPlugin implements IPolicyValidationPlugin {
  readonly name = 'Panhuo guards';
  readonly ruleIds = GUARDS.map((guard) => guard.name);
  readonly #context: GuardContext;

  constructor(repositoryRoot: string) {
    this.#context = { fileExists: (path) => existsSync(join(repositoryRoot, path)) };
  }

  validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const violations = context.templatePaths.flatMap((templatePath) => {
      const template = JSON.parse(readFileSync(templatePath, 'utf8')) as CloudFormationTemplate;
      return checkTemplate(template, this.#context).map(({ rule, logicalId, reason }) => ({
        ruleName: rule,
        description: `${logicalId} ${reason}`,
        violatingResources: [{ resourceLogicalId: logicalId, templatePath, locations: [] }],
      }));
    });
    return { success: violations.length === 0, violations };
  }
}

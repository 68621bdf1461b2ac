import { EVENT_KEY_PATTERN } from '../names.ts';
import {
  type CloudFormationTemplate,
  type Finding,
  field,
  type Guard,
  list,
  pointsAt,
  resourcesOf,
  type Statement,
  statements,
} from './template.ts';

/** X-Ray has no resources to name; these two actions only ever add trace data. */
const ACTIONS_WITHOUT_RESOURCES = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'];

/** The part of a resource that stands literally in the template, without what `Ref` and `Fn::GetAtt` bring in. */
function literalText(resource: unknown): string {
  if (typeof resource === 'string') return resource;
  const joined = list(field(resource, 'Fn::Join'))[1] ?? field(resource, 'Fn::Sub');
  return list(joined)
    .map((part) => (typeof part === 'string' ? part : '·'))
    .join('');
}

/** Object keys below a fixed prefix are the one place where a star is exact. */
function isObjectPrefix(text: string): boolean {
  return /^(·|arn:[^*]*:s3:::[^*/]+)\/[a-z-]+\/\*$/.test(text);
}

/** A role may do exactly what it needs, on exactly the resources it needs. */
export const noWildcardAccess: Guard = {
  name: 'no-wildcard-access',
  check: (template) =>
    statements(template)
      .filter(({ carrier, effect }) => carrier === 'identity' && effect === 'Allow')
      .flatMap((statement): Finding[] => {
        const findings: Finding[] = [];
        const report = (reason: string): void => {
          findings.push({ rule: 'no-wildcard-access', logicalId: statement.logicalId, reason });
        };
        for (const action of statement.actions) if (action.includes('*')) report(`allows the action ${action}`);
        for (const resource of statement.resources) {
          const text = literalText(resource);
          if (!text.includes('*') || isObjectPrefix(text)) continue;
          if (text === '*' && statement.actions.every((action) => ACTIONS_WITHOUT_RESOURCES.includes(action))) continue;
          report(`allows ${statement.actions.join(', ')} on ${text}`);
        }
        return findings;
      }),
};

/** Ready-made policies of AWS grow without asking us. */
export const noManagedPolicies: Guard = {
  name: 'no-managed-policies',
  check: (template) =>
    resourcesOf(template, 'AWS::IAM::Role')
      .filter(({ properties }) => list(properties.ManagedPolicyArns).length > 0)
      .map(
        ({ logicalId }): Finding => ({ rule: 'no-managed-policies', logicalId, reason: 'carries a managed policy' }),
      ),
};

const CHANGES_EXISTING = /^dynamodb:(UpdateItem|DeleteItem|BatchWriteItem|PartiQLUpdate|PartiQLDelete|\*)$/;
const WRITES = /^dynamodb:(PutItem|UpdateItem|DeleteItem|BatchWriteItem|PartiQL(Insert|Update|Delete)|\*)$/;

/** Roles by logical id of the policy, so that a denial in one policy of a role covers the others. */
function rolesOfPolicies(template: CloudFormationTemplate): ReadonlyMap<string, readonly string[]> {
  const roles = new Map<string, readonly string[]>();
  for (const type of ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy']) {
    for (const { logicalId, properties } of resourcesOf(template, type)) {
      roles.set(
        logicalId,
        list(properties.Roles).flatMap((role) => pointsAt(role)?.logicalId ?? []),
      );
    }
  }
  return roles;
}

const deniesEventChanges = (statement: Statement, action: string, resource: string): boolean =>
  statement.effect === 'Deny' &&
  statement.actions.includes(action) &&
  statement.resources.some((denied) => JSON.stringify(denied) === resource) &&
  list(field(statement.conditions, 'ForAnyValue:StringLike', 'dynamodb:LeadingKeys')).includes(EVENT_KEY_PATTERN);

/**
 * Event items stay as they were written: whoever may write a table is denied to change or remove items whose
 * partition key begins with `EVT#`.
 */
export const eventItemsAreImmutable: Guard = {
  name: 'event-items-are-immutable',
  check: (template) => {
    const tables = new Set(resourcesOf(template, 'AWS::DynamoDB::Table').map(({ logicalId }) => logicalId));
    const rolesOf = rolesOfPolicies(template);
    const perRole = new Map<string, Statement[]>();
    for (const statement of statements(template).filter(({ carrier }) => carrier === 'identity')) {
      for (const role of rolesOf.get(statement.logicalId) ?? [statement.logicalId]) {
        perRole.set(role, [...(perRole.get(role) ?? []), statement]);
      }
    }
    return [...perRole].flatMap(([role, all]): Finding[] =>
      all
        .filter(({ effect, actions }) => effect === 'Allow' && actions.some((action) => WRITES.test(action)))
        .flatMap(({ actions, resources }) =>
          resources
            .filter((resource) => tables.has(pointsAt(resource)?.logicalId ?? ''))
            .flatMap((resource) => {
              const target = JSON.stringify(resource);
              const needed = new Set([
                'dynamodb:UpdateItem',
                'dynamodb:DeleteItem',
                ...actions.filter((action) => CHANGES_EXISTING.test(action)),
              ]);
              const open = [...needed].filter(
                (action) => !all.some((statement) => deniesEventChanges(statement, action, target)),
              );
              if (open.length === 0) return [];
              const reason = `may write ${pointsAt(resource)?.logicalId} without being denied ${open.join(', ')} on ${EVENT_KEY_PATTERN}`;
              return [{ rule: 'event-items-are-immutable', logicalId: role, reason }];
            }),
        ),
    );
  },
};

/** The same stack must run in AWS China, where ARNs begin differently. */
export const noLiteralPartition: Guard = {
  name: 'no-literal-partition',
  check: (template) =>
    Object.entries(template.Resources)
      .filter(([, resource]) => /arn:aws[a-z-]*:/.test(JSON.stringify(resource.Properties ?? {})))
      .map(
        ([logicalId]): Finding => ({
          rule: 'no-literal-partition',
          logicalId,
          reason: 'names a partition literally (arn:aws…:); use the stack’s own partition',
        }),
      ),
};

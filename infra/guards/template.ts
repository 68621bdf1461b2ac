/** A CloudFormation resource as it stands in a template. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** A synthesized template, as far as the guards read it. */
export interface CloudFormationTemplate {
  readonly Resources: Readonly<Record<string, TemplateResource>>;
}

/** One breach: which resource, and what is wrong with it in words. */
export interface Finding {
  readonly rule: string;
  readonly logicalId: string;
  readonly reason: string;
}

/** What a guard may ask besides the template. */
export interface GuardContext {
  /** Whether a file exists, by its path from the root of the repository. */
  readonly fileExists: (path: string) => boolean;
}

/** A rule over one template. It gives back every breach; an empty list means that the rule holds. */
export interface Guard {
  readonly name: string;
  readonly check: (template: CloudFormationTemplate, context: GuardContext) => readonly Finding[];
}

/** A resource with its logical id and its properties at hand. */
export interface NamedResource {
  readonly logicalId: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** The resources of one type. */
export function resourcesOf(template: CloudFormationTemplate, type: string): NamedResource[] {
  return Object.entries(template.Resources)
    .filter(([, resource]) => resource.Type === type)
    .map(([logicalId, resource]) => ({ logicalId, properties: resource.Properties ?? {} }));
}

/** An object's field, or undefined when the value is no object or has no such field. */
export function field(value: unknown, ...path: readonly string[]): unknown {
  let current = value;
  for (const name of path) {
    if (typeof current !== 'object' || current === null || !(name in current)) return undefined;
    current = (current as Record<string, unknown>)[name];
  }
  return current;
}

/** A value as a list: CloudFormation writes one element without brackets. */
export function list(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

/** The logical id a `Ref` or `Fn::GetAtt` points at, with the attribute; undefined for anything else. */
export function pointsAt(
  value: unknown,
): { readonly logicalId: string; readonly attribute: string | undefined } | undefined {
  const ref = field(value, 'Ref');
  if (typeof ref === 'string') return { logicalId: ref, attribute: undefined };
  const [logicalId, attribute] = list(field(value, 'Fn::GetAtt'));
  if (typeof logicalId !== 'string') return undefined;
  return { logicalId, attribute: typeof attribute === 'string' ? attribute : undefined };
}

/** One statement of a role's, a user's or a resource's policy, with the resource that carries it. */
export interface Statement {
  readonly logicalId: string;
  readonly effect: string;
  readonly actions: readonly string[];
  readonly resources: readonly unknown[];
  readonly conditions: unknown;
  readonly carrier: 'identity' | 'resource';
}

/** Every policy statement of the template, inline ones included. */
export function statements(template: CloudFormationTemplate): Statement[] {
  const found: Statement[] = [];
  const read = (logicalId: string, document: unknown, carrier: Statement['carrier']): void => {
    for (const statement of list(field(document, 'Statement'))) {
      found.push({
        logicalId,
        effect: String(field(statement, 'Effect')),
        actions: list(field(statement, 'Action')).map(String),
        resources: list(field(statement, 'Resource')),
        conditions: field(statement, 'Condition'),
        carrier,
      });
    }
  };
  for (const [logicalId, resource] of Object.entries(template.Resources)) {
    const properties = resource.Properties;
    if (resource.Type === 'AWS::IAM::Role') {
      for (const policy of list(field(properties, 'Policies')))
        read(logicalId, field(policy, 'PolicyDocument'), 'identity');
    } else if (/^AWS::IAM::(Managed)?Policy$/.test(resource.Type)) {
      read(logicalId, field(properties, 'PolicyDocument'), 'identity');
    } else {
      read(logicalId, field(properties, 'PolicyDocument'), 'resource');
    }
  }
  return found;
}

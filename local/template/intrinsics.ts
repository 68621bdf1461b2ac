import { asList, asText, isRecord, type Json, TemplateError } from './json.ts';

/** What an intrinsic function may ask while a value is resolved. Each throws TemplateError for what it does not know. */
export interface Intrinsics {
  /** `Ref` of a resource, a parameter or a pseudo parameter. */
  reference(name: string, path: string): Json;
  /** `Fn::GetAtt`. */
  attribute(logicalId: string, attribute: string, path: string): Json;
  /** `Fn::ImportValue`. */
  importValue(name: string, path: string): Json;
  /** `Fn::FindInMap`. */
  mapping(map: string, topKey: string, secondKey: string, path: string): Json;
}

const noValue = Symbol('AWS::NoValue');
type Resolved = Json | typeof noValue;

/**
 * A template value with every intrinsic function replaced by what it stands for.
 * `AWS::NoValue` removes the property or list entry. Throws TemplateError for a function that is not supported.
 */
export function resolve(value: Json, path: string, intrinsics: Intrinsics): Json {
  const resolved = resolveAny(value, path, intrinsics);
  if (resolved === noValue) throw new TemplateError(path, 'AWS::NoValue stands where a value is needed');
  return resolved;
}

function resolveAny(value: Json, path: string, intrinsics: Intrinsics): Resolved {
  if (Array.isArray(value)) {
    const entries: Json[] = [];
    for (const [index, entry] of value.entries()) {
      const resolved = resolveAny(entry, `${path}[${index}]`, intrinsics);
      if (resolved !== noValue) entries.push(resolved);
    }
    return entries;
  }
  if (!isRecord(value)) return value;
  const keys = Object.keys(value);
  const [only] = keys;
  if (only !== undefined && (only === 'Ref' || only === 'Condition' || only.startsWith('Fn::'))) {
    if (keys.length === 1 && only !== 'Condition') return call(only, value[only] ?? null, path, intrinsics);
    if (keys.length === 1 && typeof value[only] === 'string') return call(only, value[only] ?? null, path, intrinsics);
  }
  const record: { [key: string]: Json } = {};
  for (const [key, entry] of Object.entries(value)) {
    const resolved = resolveAny(entry, `${path}.${key}`, intrinsics);
    if (resolved !== noValue) record[key] = resolved;
  }
  return record;
}

function call(name: string, argument: Json, path: string, intrinsics: Intrinsics): Resolved {
  const here = `${path}.${name}`;
  const inner = (value: Json) => resolve(value, here, intrinsics);
  switch (name) {
    case 'Ref': {
      const target = asText(argument, here);
      return target === 'AWS::NoValue' ? noValue : intrinsics.reference(target, here);
    }
    case 'Fn::GetAtt': {
      const [logicalId, attribute] = typeof argument === 'string' ? splitOnce(argument, here) : asList(argument, here);
      return intrinsics.attribute(asText(logicalId, here), asText(inner(attribute ?? null), here), here);
    }
    case 'Fn::Join': {
      const [separator, list] = asList(argument, here);
      const parts = asList(inner(list ?? null), here).map((part) => asText(part, here));
      return parts.join(asText(separator, here));
    }
    case 'Fn::Sub':
      return substitute(argument, here, intrinsics);
    case 'Fn::Select': {
      const [index, list] = asList(argument, here);
      const chosen = asList(inner(list ?? null), here)[Number(asText(inner(index ?? null), here))];
      if (chosen === undefined) throw new TemplateError(here, 'selects past the end of the list');
      return chosen;
    }
    case 'Fn::Split': {
      const [separator, text] = asList(argument, here);
      return asText(inner(text ?? null), here).split(asText(separator, here));
    }
    case 'Fn::ImportValue':
      return intrinsics.importValue(asText(inner(argument), here), here);
    case 'Fn::FindInMap': {
      const [map, top, second] = asList(inner(argument), here).map((part) => asText(part, here));
      return intrinsics.mapping(map ?? '', top ?? '', second ?? '', here);
    }
    default:
      throw new TemplateError(here, `the function ${name} is not supported on one machine`);
  }
}

function splitOnce(text: string, path: string): [string, string] {
  const dot = text.indexOf('.');
  if (dot < 1) throw new TemplateError(path, `expected Resource.Attribute, found "${text}"`);
  return [text.slice(0, dot), text.slice(dot + 1)];
}

function substitute(argument: Json, path: string, intrinsics: Intrinsics): Json {
  const [template, variables] = typeof argument === 'string' ? [argument, {}] : asList(argument, path);
  const own = isRecord(variables) ? variables : {};
  return asText(template, path).replace(/\$\{(!?)([^}]*)\}/g, (_whole, literal: string, name: string) => {
    if (literal === '!') return `\${${name}}`;
    const ownValue = own[name];
    if (ownValue !== undefined) return asText(resolve(ownValue, path, intrinsics), path);
    if (name.includes('.') && !name.startsWith('AWS::')) {
      const [logicalId, attribute] = splitOnce(name, path);
      return asText(intrinsics.attribute(logicalId, attribute, path), path);
    }
    return asText(intrinsics.reference(name, path), path);
  });
}

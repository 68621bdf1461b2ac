import { type Intrinsics, resolve } from './intrinsics.ts';
import { asRecord, asText, isRecord, type Json, type JsonRecord, TemplateError } from './json.ts';
import { SUPPORTED_TYPES, TYPES_WITHOUT_EFFECT } from './resource-types.ts';

/** Where the parts of this machine listen: what the addresses in the template come down to. */
export interface LocalAddresses {
  readonly sqs: string;
  readonly api: string;
}

/** The account number that every local engine uses. */
export const LOCAL_ACCOUNT = '000000000000';

/** The `Ref` of an API: its id, as it also stands in the request context. */
export const LOCAL_API_ID = 'local';

/** One resource with its properties resolved and checked. */
export interface Resource {
  readonly logicalId: string;
  readonly path: string;
  readonly properties: JsonRecord;
}

/** AWS partition of an AWS region: China and the US government have their own. */
export function partitionOf(awsRegion: string): string {
  if (awsRegion.startsWith('cn-')) return 'aws-cn';
  return awsRegion.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** The resources of a template, their physical names, and what `Ref` and `Fn::GetAtt` of them give on this machine. */
export class TemplateResources implements Intrinsics {
  readonly stackName: string;
  readonly awsRegion: string;
  readonly #template: JsonRecord;
  readonly #resources: JsonRecord;
  readonly #addresses: LocalAddresses;
  readonly #imports: ReadonlyMap<string, Json>;

  constructor(
    stackName: string,
    awsRegion: string,
    template: JsonRecord,
    addresses: LocalAddresses,
    imports: ReadonlyMap<string, Json> = new Map(),
  ) {
    this.stackName = stackName;
    this.awsRegion = awsRegion;
    this.#template = template;
    this.#resources = asRecord(template.Resources ?? {}, 'Resources');
    this.#addresses = addresses;
    this.#imports = imports;
    this.#checkTypes();
  }

  /** Every resource of a type, properties resolved. Throws TemplateError for a property that is not supported. */
  ofType(type: string): Resource[] {
    const supported = SUPPORTED_TYPES[type];
    if (supported === undefined) throw new TemplateError(type, 'is not a supported resource type');
    const known = new Set([...supported.honoured, ...supported.withoutEffect]);
    return this.#idsOfType(type).map((logicalId) => {
      const path = `Resources.${logicalId}`;
      const raw = this.#raw(logicalId, path);
      if (raw.Condition !== undefined) throw new TemplateError(path, 'conditional resources are not supported');
      const properties = asRecord(raw.Properties ?? {}, path);
      for (const name of Object.keys(properties)) {
        if (!known.has(name)) throw new TemplateError(`${path}.${name}`, `this property of ${type} is not supported`);
      }
      const honoured = supported.honoured.filter((name) => properties[name] !== undefined);
      const chosen = Object.fromEntries(honoured.map((name) => [name, properties[name] ?? null]));
      return { logicalId, path, properties: asRecord(resolve(chosen, path, this), path) };
    });
  }

  /** The name a resource has in its service: the one in the template, else `<stack>-<logical id>`. */
  physicalName(logicalId: string, nameProperty: string): string {
    const path = `Resources.${logicalId}.${nameProperty}`;
    const properties = this.#raw(logicalId, path).Properties;
    const given = isRecord(properties) ? properties[nameProperty] : undefined;
    if (given !== undefined) return asText(resolve(given, path, this), path);
    const fifo = isRecord(properties) && properties.FifoQueue === true ? '.fifo' : '';
    return `${this.stackName}-${logicalId}${fifo}`;
  }

  /** The ARN of a resource in this stack's partition, region and the local account. */
  arn(service: string, resource: string): string {
    return `arn:${partitionOf(this.awsRegion)}:${service}:${this.awsRegion}:${LOCAL_ACCOUNT}:${resource}`;
  }

  reference(name: string, path: string): Json {
    if (name.startsWith('AWS::')) return this.#pseudoParameter(name, path);
    const parameters = this.#template.Parameters;
    const parameter = isRecord(parameters) ? parameters[name] : undefined;
    if (isRecord(parameter)) {
      if (parameter.Default !== undefined) return parameter.Default;
      throw new TemplateError(path, `parameter ${name} has no default value`);
    }
    const type = this.#typeOf(name, path);
    switch (type) {
      case 'AWS::SQS::Queue':
        return `${this.#addresses.sqs}/${LOCAL_ACCOUNT}/${this.physicalName(name, 'QueueName')}`;
      case 'AWS::DynamoDB::Table':
        return this.physicalName(name, 'TableName');
      case 'AWS::S3::Bucket':
        return this.bucketName(name);
      case 'AWS::Lambda::Function':
        return this.physicalName(name, 'FunctionName');
      case 'AWS::Lambda::Version':
        return this.#qualified(name, '1', path);
      case 'AWS::Lambda::Alias':
        return this.#qualified(name, 'Name', path);
      case 'AWS::Scheduler::Schedule':
        return this.physicalName(name, 'Name');
      case 'AWS::ApiGatewayV2::Api':
        return LOCAL_API_ID;
      case 'AWS::ApiGatewayV2::Stage':
        return this.physicalName(name, 'StageName');
      case 'AWS::SNS::Topic':
        return this.arn('sns', name);
      default:
        // Integrations, authorizers and routes are looked up again by this; of all other types it is a name only.
        return name;
    }
  }

  attribute(logicalId: string, attribute: string, path: string): Json {
    const type = this.#typeOf(logicalId, path);
    switch (`${type}.${attribute}`) {
      case 'AWS::DynamoDB::Table.Arn':
        return this.arn('dynamodb', `table/${this.physicalName(logicalId, 'TableName')}`);
      case 'AWS::DynamoDB::Table.StreamArn':
        return this.arn('dynamodb', `table/${this.physicalName(logicalId, 'TableName')}/stream/local`);
      case 'AWS::SQS::Queue.Arn':
        return this.arn('sqs', this.physicalName(logicalId, 'QueueName'));
      case 'AWS::SQS::Queue.QueueName':
        return this.physicalName(logicalId, 'QueueName');
      case 'AWS::SQS::Queue.QueueUrl':
        return this.reference(logicalId, path);
      case 'AWS::S3::Bucket.Arn':
        return `arn:${partitionOf(this.awsRegion)}:s3:::${this.bucketName(logicalId)}`;
      case 'AWS::Lambda::Function.Arn':
        return this.arn('lambda', `function:${this.physicalName(logicalId, 'FunctionName')}`);
      case 'AWS::Lambda::Version.Version':
        return '1';
      case 'AWS::ApiGatewayV2::Api.ApiEndpoint':
        return this.#addresses.api;
      case 'AWS::ApiGatewayV2::Api.ApiId':
        return LOCAL_API_ID;
      case 'AWS::Scheduler::Schedule.Arn':
        return this.arn('scheduler', `schedule/default/${this.physicalName(logicalId, 'Name')}`);
    }
    if (TYPES_WITHOUT_EFFECT.has(type)) {
      return attribute === 'Arn' || attribute.endsWith('Arn')
        ? this.arn(type.split('::')[1]?.toLowerCase() ?? 'local', logicalId)
        : `${logicalId}.${attribute}`;
    }
    throw new TemplateError(path, `attribute ${attribute} of ${type} is not supported`);
  }

  importValue(name: string, path: string): Json {
    const value = this.#imports.get(name);
    if (value === undefined) throw new TemplateError(path, `no stack on this machine exports "${name}"`);
    return value;
  }

  mapping(map: string, topKey: string, secondKey: string, path: string): Json {
    const maps = asRecord(this.#template.Mappings ?? {}, 'Mappings');
    const top = asRecord(maps[map] ?? {}, `Mappings.${map}`)[topKey];
    const value = isRecord(top) ? top[secondKey] : undefined;
    if (value === undefined) throw new TemplateError(path, `no mapping ${map}.${topKey}.${secondKey}`);
    return value;
  }

  /** Bucket names are lower case and at most 63 characters. */
  bucketName(logicalId: string): string {
    return this.physicalName(logicalId, 'BucketName').toLowerCase().slice(0, 63);
  }

  #qualified(logicalId: string, qualifier: string, path: string): string {
    const properties = asRecord(this.#raw(logicalId, path).Properties ?? {}, path);
    const target = asText(resolve(properties.FunctionName ?? null, path, this), path);
    const arn = target.startsWith('arn:') ? target : this.arn('lambda', `function:${target}`);
    return `${arn}:${qualifier === 'Name' ? asText(properties.Name, path) : qualifier}`;
  }

  #pseudoParameter(name: string, path: string): Json {
    switch (name) {
      case 'AWS::Region':
        return this.awsRegion;
      case 'AWS::Partition':
        return partitionOf(this.awsRegion);
      case 'AWS::AccountId':
        return LOCAL_ACCOUNT;
      case 'AWS::URLSuffix':
        return this.awsRegion.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
      case 'AWS::StackName':
        return this.stackName;
      case 'AWS::StackId':
        return this.arn('cloudformation', `stack/${this.stackName}/local`);
      default:
        throw new TemplateError(path, `pseudo parameter ${name} is not supported`);
    }
  }

  #idsOfType(type: string): string[] {
    return Object.entries(this.#resources)
      .filter(([, resource]) => isRecord(resource) && resource.Type === type)
      .map(([logicalId]) => logicalId);
  }

  #raw(logicalId: string, path: string): JsonRecord {
    const resource = this.#resources[logicalId];
    if (!isRecord(resource)) throw new TemplateError(path, `there is no resource ${logicalId}`);
    return resource;
  }

  #typeOf(logicalId: string, path: string): string {
    return asText(this.#raw(logicalId, path).Type, `Resources.${logicalId}.Type`);
  }

  #checkTypes(): void {
    for (const logicalId of Object.keys(this.#resources)) {
      const type = this.#typeOf(logicalId, `Resources.${logicalId}`);
      if (SUPPORTED_TYPES[type] === undefined && !TYPES_WITHOUT_EFFECT.has(type)) {
        throw new TemplateError(`Resources.${logicalId}`, `cannot run resource type ${type} on one machine`);
      }
    }
  }
}

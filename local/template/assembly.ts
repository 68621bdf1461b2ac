import { readFileSync } from 'node:fs';
import { join, resolve as resolvePath } from 'node:path';
import { asRecord, asText, isRecord, type Json, type JsonRecord, TemplateError } from './json.ts';

/** One synthesized stack as it lies in `cdk.out`: the template and the directories its assets come from. */
export interface SynthesizedStack {
  readonly name: string;
  /** The AWS region the stack is bound to; undefined when it is synthesized for any region. */
  readonly awsRegion: string | undefined;
  readonly template: JsonRecord;
  /** Object key in the asset bucket (`<hash>.zip`) → absolute directory or file the asset is made from. */
  readonly assetPaths: ReadonlyMap<string, string>;
}

const readJson = (path: string): Json => JSON.parse(readFileSync(path, 'utf8')) as Json;

/**
 * Reads the stack of a region from a cloud assembly directory. The stack is the one whose name carries the region code
 * as a word (`Panhuo-653127`), or the only stack there is. Throws TemplateError naming the stacks found otherwise.
 */
export function readStack(assemblyDirectory: string, regionCode: string): SynthesizedStack {
  const manifestPath = join(assemblyDirectory, 'manifest.json');
  const manifest = asRecord(readJson(manifestPath), manifestPath);
  const artifacts = asRecord(manifest.artifacts, `${manifestPath} artifacts`);
  const stacks = Object.entries(artifacts).filter(
    ([, artifact]) => isRecord(artifact) && artifact.type === 'aws:cloudformation:stack',
  );
  const ofRegion = stacks.filter(([id, artifact]) => {
    const properties = isRecord(artifact) ? artifact.properties : undefined;
    const stackName = isRecord(properties) ? properties.stackName : undefined;
    return [id, stackName].some((name) => typeof name === 'string' && name.split(/[^0-9A-Za-z]+/).includes(regionCode));
  });
  const [chosen, another] = ofRegion.length > 0 ? ofRegion : stacks;
  if (chosen === undefined || another !== undefined) {
    const names = stacks.map(([id]) => id).join(', ') || 'none';
    throw new TemplateError(manifestPath, `cannot tell which stack is region ${regionCode}; stacks found: ${names}`);
  }
  const [id, artifact] = chosen;
  return readArtifact(assemblyDirectory, id, asRecord(artifact, id));
}

function readArtifact(directory: string, id: string, artifact: JsonRecord): SynthesizedStack {
  const properties = asRecord(artifact.properties, `manifest.json ${id}`);
  const templateFile = asText(properties.templateFile, `manifest.json ${id}.templateFile`);
  const template = asRecord(readJson(join(directory, templateFile)), templateFile);
  const environment = typeof artifact.environment === 'string' ? artifact.environment : '';
  const awsRegion = /^aws:\/\/[^/]+\/([a-z0-9-]+)$/.exec(environment)?.[1];
  return {
    name: typeof properties.stackName === 'string' ? properties.stackName : id,
    awsRegion: awsRegion === 'unknown-region' ? undefined : awsRegion,
    template,
    assetPaths: readAssets(directory, templateFile.replace(/\.template\.json$/, '.assets.json')),
  };
}

function readAssets(directory: string, assetsFile: string): Map<string, string> {
  const assets = asRecord(readJson(join(directory, assetsFile)), assetsFile);
  const paths = new Map<string, string>();
  for (const [hash, asset] of Object.entries(asRecord(assets.files ?? {}, `${assetsFile} files`))) {
    const record = asRecord(asset, `${assetsFile} ${hash}`);
    const source = asRecord(record.source, `${assetsFile} ${hash}.source`);
    if (typeof source.path !== 'string') continue;
    for (const destination of Object.values(asRecord(record.destinations, `${assetsFile} ${hash}.destinations`))) {
      const key = asText(asRecord(destination, assetsFile).objectKey, `${assetsFile} ${hash}.objectKey`);
      paths.set(key, resolvePath(directory, source.path));
    }
  }
  return paths;
}

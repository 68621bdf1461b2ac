import { CfnOutput, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { ServiceName } from '../contracts/services.ts';
import { AlarmDesk } from './alarm-desk.ts';
import { EvidenceBucket } from './evidence-bucket.ts';
import { constructId } from './names.ts';
import { RegionApi } from './region-api.ts';
import type { AssetDirectories } from './region-assets.ts';
import type { RegionFile } from './region-file.ts';
import { ServiceConstruct } from './service-construct.ts';
import { ServiceQueue } from './service-queue.ts';
import type { DeployedService } from './services.ts';

/** What a region's stack is made of: its own file, the services, and where their code lies. */
export interface RegionStackProps extends StackProps {
  readonly region: RegionFile;
  readonly services: readonly DeployedService[];
  readonly assets: AssetDirectories;
}

/** Everything one county runs. It names no other region, so that each can be deployed, moved or ended alone. */
export class RegionStack extends Stack {
  constructor(scope: Construct, id: string, props: RegionStackProps) {
    super(scope, id, props);
    const { region, services, assets } = props;
    Tags.of(this).add('panhuo:region', region.code);

    const desk = new AlarmDesk(this, 'Alarms', region);
    const evidence = new EvidenceBucket(this, 'Evidence', region);
    const api = new RegionApi(this, 'Http', { region, desk });

    // All queues come first: the relay of each service sends to the queues of the others.
    const queues = new Map<ServiceName, ServiceQueue>();
    for (const { description } of services) {
      const id = `${constructId(description.name)}Queue`;
      queues.set(description.name, new ServiceQueue(this, id, { description, regionCode: region.code, desk }));
    }
    const parts = { region, desk, evidence, queues, assets };
    for (const { description, routes } of services) {
      const service = new ServiceConstruct(this, constructId(description.name), { description, parts });
      api.addService(description.name, service.httpFunctions, routes);
      new CfnOutput(this, `${constructId(description.name)}TableName`, { value: service.table.tableName });
    }
    for (const [service, { queue }] of queues) {
      new CfnOutput(this, `${constructId(service)}QueueUrl`, { value: queue.queueUrl });
    }
    new CfnOutput(this, 'ApiUrl', { value: api.api.apiEndpoint });
    new CfnOutput(this, 'EvidenceBucketName', { value: evidence.bucket.bucketName });
  }
}

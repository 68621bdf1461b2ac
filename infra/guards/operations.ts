import { RUNBOOK_FOLDER } from '../alarm-desk.ts';
import { type Finding, field, type Guard, list, pointsAt, resourcesOf } from './template.ts';

/** An alarm without instructions is noise. */
export const alarmsNameRunbooks: Guard = {
  name: 'alarms-name-runbooks',
  check: (template, context) =>
    resourcesOf(template, 'AWS::CloudWatch::Alarm').flatMap(({ logicalId, properties }): Finding[] => {
      const description = String(properties.AlarmDescription ?? '');
      const runbook = description.match(/docs\/runbooks\/[a-z-]+\.md/)?.[0];
      const faults: string[] = [];
      if (runbook === undefined) faults.push(`names no runbook in ${RUNBOOK_FOLDER}`);
      else if (!context.fileExists(runbook)) faults.push(`names ${runbook}, which does not exist`);
      if (list(properties.AlarmActions).length === 0) faults.push('tells nobody');
      return faults.map((reason) => ({ rule: 'alarms-name-runbooks', logicalId, reason }));
    }),
};

/** Every function can be observed afterwards, and costs what we measured. */
export const functionsAreObservable: Guard = {
  name: 'functions-are-observable',
  check: (template) => {
    const logGroups = new Map(
      resourcesOf(template, 'AWS::Logs::LogGroup').map((each) => [each.logicalId, each.properties]),
    );
    return resourcesOf(template, 'AWS::Lambda::Function').flatMap(({ logicalId, properties }): Finding[] => {
      const logGroup = logGroups.get(pointsAt(field(properties, 'LoggingConfig', 'LogGroup'))?.logicalId ?? '');
      const faults: string[] = [];
      if (typeof logGroup?.RetentionInDays !== 'number') faults.push('has no log group with an end to its retention');
      if (field(properties, 'TracingConfig', 'Mode') !== 'Active') faults.push('is not traced');
      if (list(properties.Architectures)[0] !== 'arm64') faults.push('does not run on arm64');
      if (properties.Runtime !== 'nodejs24.x') faults.push(`runs on ${String(properties.Runtime)}, not on nodejs24.x`);
      return faults.map((reason) => ({ rule: 'functions-are-observable', logicalId, reason }));
    });
  },
};

/** A table can be brought back after a mistake, and no mistake of ours removes it. */
export const tablesAreRecoverable: Guard = {
  name: 'tables-are-recoverable',
  check: (template) =>
    resourcesOf(template, 'AWS::DynamoDB::Table').flatMap(({ logicalId, properties }): Finding[] => {
      const faults: string[] = [];
      if (field(properties, 'PointInTimeRecoverySpecification', 'PointInTimeRecoveryEnabled') !== true) {
        faults.push('has no point-in-time recovery');
      }
      if (properties.DeletionProtectionEnabled !== true) faults.push('is not protected from deletion');
      // Read models have no indexes and no listeners; where events are indexed, relay and projection need both images.
      const keepsEvents = list(properties.GlobalSecondaryIndexes).length > 0;
      if (keepsEvents && field(properties, 'StreamSpecification', 'StreamViewType') !== 'NEW_AND_OLD_IMAGES') {
        faults.push('does not stream both images');
      }
      if (field(properties, 'SSESpecification', 'SSEEnabled') !== true)
        faults.push('is not encrypted with a key of the account');
      return faults.map((reason) => ({ rule: 'tables-are-recoverable', logicalId, reason }));
    }),
};

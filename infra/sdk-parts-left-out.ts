/**
 * Takes the place of parts of the SDK that its clients load and no call of ours can reach, in every bundle: event streams (what S3 Select
 * and the like answer with) and the discovery of endpoints (which DynamoDB's client configures and none of its commands uses).
 */

const leftOut = (): never => {
  throw new Error('event streams are left out of our bundles; see infra/sdk-parts-left-out.ts');
};

/** In the place of `@smithy/core/event-streams`. @throws Error as soon as anything is to be streamed */
export const eventStreamSerdeProvider = leftOut;
export const resolveEventStreamSerdeConfig = <Config>(config: Config): Config => config;
export class EventStreamSerde {
  constructor() {
    leftOut();
  }
}

/** In the place of `@aws-sdk/middleware-endpoint-discovery`: nothing is configured, and nothing looks at it. */
export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = {
  environmentVariableSelector: () => undefined,
  configFileSelector: () => undefined,
  default: undefined,
};
export const resolveEndpointDiscoveryConfig = <Config>(config: Config): Config => config;

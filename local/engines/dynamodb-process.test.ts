import { afterEach, expect, test, vi } from 'vitest';
import { EngineMissingError, findDynamoDbProgram } from './dynamodb-process.ts';

afterEach(() => vi.unstubAllGlobals());

test('a platform without engine is told what to do', () => {
  vi.stubGlobal('process', { ...process, platform: 'darwin', arch: 'arm64' });
  expect(findDynamoDbProgram).toThrow(EngineMissingError);
  expect(findDynamoDbProgram).toThrow(/no DynamoDB engine for darwin arm64: set AWS_ENDPOINT_URL_DYNAMODB/);
});

/** A contract's refusal of a value, in words that say what to do about it. */
import type * as z from 'zod/mini';

/**
 * Reason in Chinese and English for one issue of a schema.
 * @param absent whether the value is not there at all
 */
export function explain(issue: z.core.$ZodIssue, absent = false): string {
  switch (issue.code) {
    case 'too_small':
      return issue.origin === 'string'
        ? '不能为空 / must not be empty'
        : `不能小于 ${issue.minimum} / must not be less than ${issue.minimum}`;
    case 'too_big':
      return issue.origin === 'string'
        ? `超过 ${issue.maximum} 个字符 / longer than ${issue.maximum} characters`
        : `不能大于 ${issue.maximum} / must not be more than ${issue.maximum}`;
    case 'invalid_type':
      return absent ? '缺少必填项 / is required' : `类型应为 ${issue.expected} / must be ${issue.expected}`;
    case 'invalid_format':
      return `格式不符 ${issue.pattern ?? ''} / must match ${issue.pattern ?? issue.format}`;
    case 'invalid_value':
      return `只能是 ${issue.values.join('、')} / must be one of ${issue.values.join(', ')}`;
    case 'unrecognized_keys':
      return `未知字段 ${issue.keys.join('、')} / unknown field ${issue.keys.join(', ')}`;
    case 'custom':
      return CUSTOM[issue.message] ?? issue.message;
    default:
      return issue.message;
  }
}

/** The vocabulary's own words, with their Chinese. */
const CUSTOM: Readonly<Record<string, string>> = Object.fromEntries(
  (
    [
      ['不允许控制字符、双向字符或零宽字符', 'control, bidirectional or zero-width characters are not allowed'],
      ['字符不完整', 'half of a surrogate pair'],
      ['文字须为 Unicode NFC 形式', 'text must be in Unicode normal form C'],
      ['首尾不能有空格', 'no space at the beginning or the end'],
      ['没有这一天', 'no such calendar date'],
    ] as const
  ).map(([zh, en]) => [en, `${zh} / ${en}`]),
);

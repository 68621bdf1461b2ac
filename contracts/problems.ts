/**
 * Every problem the API can answer (RFC 9457). The code is the last segment of the `type` URI and never changes meaning.
 * Titles name what is wrong; `detail` and `errors` say where. Nothing internal leaves.
 */
export interface Problem {
  readonly status: number;
  readonly zh: string;
  readonly en: string;
}

const p = (status: number, zh: string, en: string): Problem => ({ status, zh, en });

export const PROBLEMS = {
  // the request as such
  'invalid-json': p(400, '请求体不是有效的 JSON', 'The body is not valid JSON'),
  'invalid-request': p(400, '请求内容不符合要求', 'The request does not fit its schema'),
  'invalid-money': p(400, '金额必须是整数分', 'Money must be a whole number of fen'),
  'unknown-field': p(400, '请求中有未知字段', 'The request has a field that is not known'),
  'invalid-cursor': p(400, '分页游标无效', 'The cursor is not valid'),
  'idempotency-key-required': p(400, '缺少 Idempotency-Key', 'An Idempotency-Key header is required'),
  'body-too-large': p(413, '请求体过大', 'The body is too large'),
  'unsupported-media-type': p(415, '请求体必须是 application/json', 'The body must be application/json'),
  unauthenticated: p(401, '未登录或登录已失效', 'Not signed in, or the sign-in has expired'),
  forbidden: p(403, '该角色无权办理此事项', 'This role may not do this'),
  'outside-your-unit': p(403, '该单位不在您的管辖范围内', 'This unit is not within your scope'),
  'not-found': p(404, '没有找到', 'Not found'),
  'method-not-allowed': p(405, '不支持的请求方法', 'This method is not supported here'),
  'precondition-required': p(428, '缺少 If-Match', 'An If-Match header is required'),
  'stale-version': p(412, '数据已被他人更新，请刷新后重试', 'Someone changed it meanwhile; read it again'),
  'idempotency-key-reused': p(
    409,
    '同一 Idempotency-Key 对应了不同的请求',
    'This Idempotency-Key was used for another request',
  ),
  busy: p(503, '系统繁忙，请稍后重试', 'Busy, please try again'),
  internal: p(500, '系统内部错误', 'Something went wrong inside'),
  // rules shared by several services
  'unknown-unit': p(422, '单位不存在', 'There is no such organization unit'),
  'unit-closed': p(422, '单位已撤并', 'The organization unit has been closed or merged'),
  'already-exists': p(409, '记录已存在', 'It exists already'),
  'wrong-state': p(409, '当前状态不能办理此事项', 'Its state does not allow this'),
  'own-proposal': p(403, '不能审批本人提出的事项', 'Nobody approves what they proposed'),
  'second-step': p(403, '同一人不能办理同一流程的两个环节', 'Nobody takes two steps of one chain'),
  'not-your-step': p(403, '当前环节不由您办理', 'The step now open is not yours'),
  'reason-required': p(422, '必须说明理由', 'A reason is required'),
  'evidence-missing': p(422, '缺少规定的证明材料', 'Required evidence is missing'),
  'evidence-not-verified': p(422, '证明材料尚未通过核验', 'The evidence has not been verified'),
  'evidence-mismatch': p(422, '上传的文件与登记的内容不一致', 'The uploaded file is not what was announced'),
  'not-in-policy': p(422, '不在本地政策目录之内', 'It is not in the policy of this region'),
  // registry
  'unknown-class': p(422, '资产类别不在本地目录之内', 'This asset class is not in the policy of this region'),
  'unknown-funding-source': p(
    422,
    '资金来源不在本地目录之内',
    'This funding source is not in the policy of this region',
  ),
  'out-of-scope': p(422, '不在本方案资产范围之内', 'The asset is out of the scope of this plan'),
  'project-missing': p(422, '缺少项目库中的项目', 'A project of the project library is missing'),
  'wrong-class': p(422, '应登记为其他类别', 'It is to be registered under another class'),
  'unknown-detail': p(422, '该类资产没有此项内容', 'This class has no such field'),
  'invalid-detail': p(422, '卡片内容不符合该类资产的要求', 'A field does not fit what its class asks for'),
  'missing-detail': p(422, '缺少该类资产必填的内容', 'A field that this class needs is missing'),
  'external-code-taken': p(409, '该单位的外部编码已被使用', 'The unit has another asset under this external code'),
  'not-alike': p(422, '两项资产并不疑似重复', 'These assets do not look like one another'),
  'credit-code-invalid': p(422, '统一社会信用代码校验不通过', 'The unified social credit code fails its check'),
  'unit-code-invalid': p(422, '单位代码与类别或上级单位不符', 'The unit code does not fit its kind or the unit above'),
  'gap-too-wide': p(422, '各单位人均差异过大，须保持权属分明', 'Too far apart per member for a direct transfer'),
  'merger-figures-missing': p(422, '撤并单位的数据不全', 'The figures of a merging unit are missing'),
  'not-in-charge': p(403, '您不是该职责的负责人', 'This duty is not in your charge'),
  'same-person': p(403, '交接双方与监交人不得为同一人', 'The two sides and the witness must be different persons'),
  'duties-left-out': p(422, '交接清单未列全未办结事项', 'The list of open duties is not complete'),
  'archives-missing': p(422, '档案交接须列明档案清单', 'The archives handed over must be listed'),
  'not-idle-long-enough': p(422, '连续停用时间不足', 'It has not been out of use long enough'),
  'plan-exists': p(422, '已有明确的后续使用计划', 'There is a definite plan to use it'),
  'certificate-missing': p(422, '缺少产权证书编号', 'The number of the title certificate is missing'),
  'title-not-certified': p(422, '未办证的资产不得计为已确权', 'Nothing is titled before it is certified'),
  'title-undecided': p(422, '权属尚未甄别或裁定', 'Its owner has not been established yet'),
  'handover-first': p(422, '须先移交给权属主体', 'It belongs to another owner: hand it over first'),
  'shares-not-quantified': p(422, '跨村资产尚未量化', 'Built across villages, it has not been quantified yet'),
  'invalid-shares': p(422, '量化数据不符合要求', 'The shares cannot be worked out from this'),
  'date-in-future': p(422, '日期晚于今天', 'The date is after today'),
  'lease-incomplete': p(
    422,
    '出租须填写承租方和期限',
    'A lease needs its lessee and a term that is not over before it begins',
  ),
  'idle-area-too-large': p(422, '闲置面积大于资产面积', 'More is idle than the area of the asset'),
  'same-holder': p(422, '划出方与接收方相同', 'The receiver already holds it'),
  'value-basis': p(422, '价值不符合核定规则', 'The value does not follow the rule by which it is found'),
  'value-disputed': p(409, '价值争议处理期间不得变更', 'Its value is being disputed'),
  'value-changed-this-month': p(409, '本月已变更过净值', 'Its net value has been set anew this month'),
  'open-business': p(409, '该资产有未办结的事项', 'The asset has open business'),
  'parts-do-not-add-up': p(422, '各份合计与原卡片不符', 'The parts do not add up to the card'),
  'not-mergeable': p(422, '这些卡片不能合并', 'These cards cannot be merged into one'),
  'not-the-holder': p(403, '须由资产持有单位办理', 'Only the holder of the asset may do this'),
  'still-performing': p(422, '资产能够发挥设计功能且绩效达标，不予处置', 'It works as designed and meets its target'),
  'appraisal-missing': p(422, '缺少资产评估', 'The appraisal is missing'),
  'mortgage-approval-missing': p(422, '缺少抵押的法定审批文件', 'The lawful approval of the mortgage is missing'),
  'equity-exit-missing': p(422, '未写明股权退出办法', 'How the equity is left is not written down'),
  'proceeds-plan-missing': p(422, '处置收入使用方案须与处置同步报批', 'The plan for the proceeds is missing'),
  'disposal-running': p(409, '该资产已有处置事项', 'A disposal of this asset is under way already'),
  'buyer-missing': p(422, '缺少受让方', 'The buyer is missing'),
  'objection-upheld': p(422, '异议成立，不得执行', 'An objection against it was upheld'),
  'insufficient-proceeds': p(422, '超过待用的处置收入', 'More than is left of the proceeds'),
  'not-a-new-asset': p(422, '不是方案中的新建资产', 'It is not the new asset of the plan'),
  'unknown-line': p(422, '行次不存在或重复', 'A line that is named is not there, or is there twice'),
  'step-out-of-order': p(422, '前一步骤尚未完成', 'A step before it has not been done'),
  'counts-unfinished': p(409, '清查盘点尚未完成', 'The counting is not finished'),
  'inventory-running': p(
    409,
    '该单位、其上级或下级单位正在清查',
    'An inventory of this unit, of one above it or of one below it is under way',
  ),
  'entries-being-made': p(409, '正在入账，请稍后再试', 'Entries are being made just now: try again shortly'),
  'already-counted': p(409, '该资产已盘点，请更正', 'The asset has been counted already: correct its line'),
  'entry-does-not-fit': p(422, '处理建议与盘点结果不符', 'The entry proposed does not fit what was found'),
  // revitalization
  'measure-not-allowed': p(422, '该盘活措施不适用于此类资产', 'This measure is not on the menu of this kind of asset'),
  'earlier-measures-unexplained': p(
    422,
    '未逐一说明优先方式不适用的理由',
    'The reasons why earlier ways do not fit are missing',
  ),
  'deadline-too-late': p(422, '时限超过难易程度规定', 'The deadline is later than its difficulty allows'),
  'deadline-too-early': p(422, '时限须晚于今天和原时限', 'The deadline must be after today and after the one before'),
  'declaration-missing': p(422, '缺少审批时必须作出的承诺', 'A declaration that approval requires is missing'),
  'extension-limit': p(422, '延期次数或天数超过规定', 'No further extension is allowed'),
  'condition-unmet': p(422, '未满足该措施的前置条件', 'A condition of this measure is not met'),
  // distribution
  'flat-split': p(422, '严禁平均分配（一发了之、一股了之、一分了之）', 'A flat split is not allowed'),
  'lines-do-not-add-up': p(422, '分配明细合计与方案总额不符', 'The lines do not add up to the total of the plan'),
  'insufficient-balance': p(422, '收益池余额不足', 'The pool does not hold that much'),
  'quorum-not-reached': p(422, '到会人数不足', 'Too few were present'),
  'vote-not-passed': p(422, '赞成票数不足', 'Too few voted in favour'),
  'reserve-below-floor': p(422, '公积公益金提取低于规定比例', 'The reserve is below its floor'),
  'publicity-not-over': p(422, '公示期未满', 'The publicity period is not over'),
  'duplicate-beneficiary': p(422, '同一对象同一用途重复列入', 'The same beneficiary stands twice under one purpose'),
  'objection-unanswered': p(422, '公示期内的异议尚未答复', 'An objection has not been answered'),
  'line-already-paid': p(409, '该笔已支付', 'This line has been paid'),
  'unknown-price-unit': p(422, '无法识别的计价单位', 'This price unit is not known'),
  // messages
  'malformed-message': p(422, '消息格式错误', 'The message is malformed'),
  'unknown-event-type': p(422, '未知的事件类型', 'The event type is not known'),
  'unsupported-event-version': p(422, '不支持的事件版本', 'This version of the event type is not supported'),
  'event-id-reused': p(409, '同一事件编号对应了不同的内容', 'This event id was used for another event'),
  // audit
  'trail-conflict': p(409, '审计轨迹中该版本已有另一事件', 'The audit trail holds another event for this version'),
  'leaf-hash-mismatch': p(422, '事件内容与其哈希不符', 'The leaf hash does not follow from the event'),
} as const satisfies Record<string, Problem>;

export type ProblemCode = keyof typeof PROBLEMS;

/** The stable URI of a problem. It is a name, not an address to be fetched. */
export const problemType = (code: ProblemCode): string => `urn:panhuo:problem:${code}`;

/** One invalid place of a request: an RFC 6901 pointer and what is wrong there. */
export interface InvalidPlace {
  readonly pointer: string;
  readonly reason: string;
}

/** The body of a problem answer, media type application/problem+json. */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly titleEn: string;
  readonly status: number;
  readonly detail?: string;
  readonly instance?: string;
  readonly errors?: readonly InvalidPlace[];
}

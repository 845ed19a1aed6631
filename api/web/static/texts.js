import { isEnglish } from './language.js';
import { english } from './texts-en.js';

/**
 * Every sentence a citizen reads on this page.
 *
 * Kept in one place so that wording can be reviewed as a whole. Short, spoken
 * Chinese; 您 throughout; no administrative jargon where a plain word exists.
 */

const joined = (names) => names.join('、');

const chinese = {
  page: {
    brand: '一窗',
    city: '新泰市',
    language: 'English',
    languageWish: 'English please',
    largeText: '大字版',
    normalText: '标准版',
    myCases: '我的办件',
    footer: '新泰市一窗政务服务',
    footerHelp: '需要人工帮助，请拨打',
    footerHelpShort: '人工帮助',
    guide: '办事指南',
  },

  welcome: {
    title: '想办什么事，直接说',
    lead: ['该找哪些部门、交什么材料，', '一窗替您理清楚。', '一次申请，一起办。'],
    steps: ['说说想办的事', '答几个问题、拍照交材料', '核对提交，等好消息'],
  },

  chat: {
    log: '对话内容',
    speakers: { bot: '一窗', staff: '工作人员', system: '办件消息', citizen: '您' },
    opening: '正在打开…',
    openFailed: '暂时连不上，请看看手机有没有网。',
    openRetry: '再试一次',
    typing: '正在回复',
    typingSlow: '还在查，请稍等一下…',
    typingRetry: '网络不太顺，正在帮您重发…',
    offline: '网络断开了，正在重新连接…',
    newMessages: '有新消息',
    moreBelow: '下面还有',
    resend: '没发出去，点这里重发',
    refused: (reason) => `${reason}\n点这里修改`,
    placeholderFirst: '比如：我想开个饭店',
    placeholder: '在这里打字',
    input: '写给一窗的话',
    send: '发送',
    attach: (material) => `上传${material}`,
    seeDraft: '看看已填的内容',
    chosen: '已选',
    today: '今天',
    yesterday: '昨天',
  },

  plan: {
    notice: '打开一次性告知书（可下载、打印）',
    title: '办理方案',
    superseded: '之前的方案',
    finishLater: '答完问题，就能算出哪天办好',
    finishBy: (date) => `现在提交，${date}前办好`,
    visits: '要跑',
    visitsValue: (count) => (count === 0 ? '不用跑' : `跑 ${count} 趟`),
    visitsNone: (count) => `原来 ${count} 趟`,
    entries: '要填',
    entriesValue: (count) => `填 ${count} 项`,
    entriesNone: (count) => `原来 ${count} 项`,
    fee: '费用',
    stages: '先办什么、后办什么',
    stage: (number) => `第 ${number} 步`,
    together: (count) => `这 ${count} 项同时办`,
    togetherAtMost: (count) => `最多 ${count} 项，同时办`,
    names: joined,
    unfold: (count) => `看看这 ${count} 项`,
    waitsFor: (names) => `要等${joined(names)}办好`,
    until: (finish) => `至 ${finish}`,
    uncertain: '视情况',
    likely: '一般都要',
    typically: (days) => `一般 ${days} 个工作日`,
    brief: (days) => `${days}，点这里看怎么办`,
    uncertainNote: '虚线框的要看您的具体情况，答完问题就能确定。',
    why: '为什么要办',
    compare: '要等多少天',
    compareRows: { parallel: '一窗并联', series: '逐个跑', none: '各跑各的' },
    workdays: (min, max) => {
      if (max === 0) return '当天';
      if (min === max) return `${max} 个工作日`;
      return min === 0 ? `最多 ${max} 个工作日` : `${min} 至 ${max} 个工作日`;
    },
    changes: '跟刚才比，有变化',
    changeKinds: { added: '增加', removed: '去掉', days: '时间' },
    results: '办好后您会拿到',
  },

  upload: {
    optional: '可以以后交',
    neededBy: (names) => `交给：${joined(names)}`,
    takePhoto: '拍照',
    choose: '选照片或文件',
    chooseScan: (paper) => `选一张${paper}的照片，自动填`,
    sample: '看样例',
    addMore: '再加一张',
    rules: (kinds, megabytes) => `可以传${kinds}，每个不超过 ${megabytes} MB`,
    preparing: '正在处理…',
    uploading: (percent) => `正在上传 ${percent}%`,
    reading: '传完了，正在看…',
    done: '已收到',
    remove: '删除',
    removeNamed: (name) => `删除 ${name}`,
    removeYes: '确定删除',
    keep: '不删',
    retry: '再传一次',
    dismiss: '知道了',
    tooBig: (megabytes) => `这个文件太大了，请选 ${megabytes} MB 以内的。`,
    wrongKind: (kinds) => `这种文件看不了，请换成${kinds}。`,
    failed: '没传上去，可能是网络不好。',
    open: (name) => `查看 ${name}`,
    closed: '这次申请已经交上去了。',
    superseded: '请在下面最新的提示里上传。',
  },

  review: {
    cardLead: '提交前请看一遍，不对的随时能改。',
    open: '核对并提交',
    closed: '已提交',
    title: '核对申请',
    back: '返回对话',
    loading: '正在取您填的内容…',
    noDraft: '现在没有要提交的申请。',
    loadFailed: '没取到您填的内容，请再试一次。',
    retry: '再试一次',
    empty: '还没填',
    fill: '填写',
    edit: '修改',
    editNamed: (label) => `修改${label}`,
    fillNamed: (label) => `填写${label}`,
    save: '保存',
    saving: '正在保存…',
    cancel: '取消',
    saveFailed: '没保存上，请再试一次。',
    example: (text) => `例如：${text}`,
    pleaseChoose: '请选择',
    yes: '是',
    no: '否',
    automatic: '自动填好',
    shared: (count) => `${count} 个部门共用`,
    usedBy: (names) => `用于：${joined(names)}`,
    squareMetres: '平方米',
    materials: '材料',
    materialStatus: { given: '已交', missing: '还没交', not_needed: '不用交', later: '可以以后交' },
    notNeeded: '这些不用您交',
    departments: '每个部门会看到什么',
    departmentsLead: '一份申请，各部门只看跟自己有关的内容。',
    departmentItems: '办理',
    departmentFields: '看到的内容',
    departmentMaterials: '看到的材料',
    summary: (departments, date) => `交一次，${departments} 个部门办，${date}前办好`,
    consentTitle: '确认',
    missing: (entries) => {
      // Beside names of open questions the server also lists what is wrong, as sentences.
      const labels = entries.filter((entry) => !entry.endsWith('。'));
      if (labels.length === 0) return entries[0];
      const shown = joined(labels.slice(0, 3));
      return labels.length > 3 ? `还差 ${labels.length} 项：${shown}等` : `还差 ${labels.length} 项：${shown}`;
    },
    notReady: '还有内容没填好，请看标红的地方。',
    goToMissing: '去补上',
    unsaved: '有一项改了还没保存，请先保存。',
    consentDepartments: '同意把办事要用的内容给这些部门看（各看各的，上面写着）：',
    agreeAll: '全部勾上',
    needConsent: '请先把“确认”里的都勾上。',
    readyNote: '都齐了，可以提交。',
    submit: '提交申请',
    submitting: '正在提交…',
    submitFailed: '没提交上，可能是网络不好。您填的内容都在，请再试一次。',
  },

  receipt: {
    title: '申请已收下',
    caseNo: '办件编号',
    promised: '承诺办好时间',
    promisedBy: (date) => `${date}前`,
    departments: (count) => `由 ${count} 个部门办理`,
    note: '有进展会在这里告诉您，不用来回跑。',
  },

  status: {
    progress: (done, total) => `${total} 项里办好了 ${done} 项`,
    allDone: (total) => `${total} 项全部办好`,
    promised: (date) => `${date}前办好`,
    due: (date) => `${date}前`,
    waitsFor: (names) => `等${joined(names)}办好`,
    licence: (name, number) => `${name || '证号'} ${number}`,
    download: (name) => `打开${name || '证照'}（PDF）`,
    opinion: '部门意见',
    ofStep: (done, total) => (done === total ? '都办好了' : `${total} 项，办好了 ${done} 项`),
  },

  cases: {
    title: '我的办件',
    loading: '正在查…',
    empty: '您还没有提交过申请。',
    emptyHint: '回到对话里，说说想办的事就可以开始。',
    failed: '没查到，请再试一次。',
    retry: '再试一次',
    back: '返回对话',
  },

  proof: {
    mobile: '手机号',
    code: '短信里的6位验证码',
    send: '发验证码',
    sendAgain: '再发一次',
    sendIn: (seconds) => `${seconds} 秒后能再发`,
    confirm: '核对好了，接着办',
    sent: (mobile, minutes) => `验证码发到 ${mobile} 了，${minutes} 分钟内有效。`,
    whySubmit: '提交之前，用手机号核对一下是您本人。',
    whyFile: (name) => `部门要补的材料得您本人来交。先用手机号核对一下，“${name}”接着就交上去。`,
    whyCases: '办件是您个人的事，先用手机号核对一下是您本人。',
    whyFind: '在网站、微信、别的手机上办过的，用同一个手机号就能找回来。',
    known: (mobile) => `已核对手机号 ${mobile}`,
    leave: '退出',
    elsewhere: '在微信或者别的手机上办过？',
    find: '用手机号找回',
    provider: '用政务统一身份登录',
  },

  speech: { read: '读给我听', speak: '说话' },

  embed: { close: '收起' },

  problems: {
    network: '网络不太顺，请稍后再试。',
    server: '系统忙，请稍后再试。',
  },

  dates: {
    day: (month, day) => `${month}月${day}日`,
    withYear: (year, day) => `${year}年${day}`,
    withWeekday: (day, weekday) => `${day}（周${'日一二三四五六'[weekday]}）`,
    joint: '、',
  },

  fileKinds: { 'image/jpeg': '照片', 'image/png': '照片', 'application/pdf': 'PDF' },
};

export const texts = isEnglish ? english : chinese;

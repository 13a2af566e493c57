/** For tests of widgets: a desk without a server. */
export { FakeDesk, type FakeDeskOptions, type FakeRequest, type FakeWidgetPage, type InboundOptions } from './fake-desk.ts';
export { scenarios, type ScenarioContacts } from './scenarios.ts';
export { createFakeFrame, type FakeFrame } from './fake-windows.ts';
export { formatTrace } from './trace.ts';
export { installAgentDesktop } from '../script/install.ts';
export type { AgentDesktopGlobal, Callback, CallbackEvent } from '../script/global.ts';

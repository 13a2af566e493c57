export { startCentralino, type Centralino, type StartOptions } from './main.ts';
export { loadConfig, type CentralinoConfig, type Mode } from './config/config.ts';
export { StartupError } from './config/startup-error.ts';

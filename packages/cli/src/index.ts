export { main, processTerminal } from './main.js';

/** The frame: a card in the corner, the whole screen on phones. */
export const panelStyles = `
.place *,.place *::before,.place *::after{box-sizing:border-box}
.sr{position:absolute!important;width:1px;height:1px;margin:-1px;padding:0;overflow:hidden;clip-path:inset(50%);white-space:nowrap;border:0}
[hidden]{display:none!important}
.panel{position:fixed;right:calc(20px + env(safe-area-inset-right,0px));bottom:calc(20px + env(safe-area-inset-bottom,0px));display:flex;flex-direction:column;width:min(384px,calc(100vw - 40px));
max-height:min(720px,calc(100dvh - 40px));min-height:min(520px,calc(100dvh - 40px));overflow:hidden;border-radius:14px;background:var(--paper);color:var(--text);box-shadow:var(--shadow);
font:400 16px/24px 'Inter Variable',Inter,system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;text-align:start;animation:centralino-in .15s ease-out}
@keyframes centralino-in{from{opacity:0;transform:translateY(10px)}}
.panel h1,.panel h2,.panel p,.panel ul,.panel fieldset{margin:0;padding:0;border:0}
.panel h2:focus{outline:none}
.panel header{display:flex;align-items:center;gap:12px;padding:12px 12px 12px 18px;background:var(--head);color:var(--on-head);flex:none}
.panel .mark{display:grid;place-items:center;width:34px;height:34px;border-radius:10px;background:rgba(255,255,255,.12);flex:none}
.panel h1{flex:1;min-width:0;font-size:17px;line-height:24px;font-weight:600;letter-spacing:-.01em;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.icon-button{all:unset;display:grid;place-items:center;width:40px;height:40px;border-radius:10px;cursor:pointer;flex:none;transition:background .15s}
.icon-button:hover{background:rgba(255,255,255,.14)}
.icon-button:focus-visible{outline:2px solid #fff;outline-offset:-3px}
.link-bar{display:flex;align-items:center;gap:8px;padding:8px 18px!important;background:var(--warn-tint);color:var(--warn);font-size:14px;line-height:20px;flex:none}
.body{flex:1;min-height:0;overflow-y:auto;overscroll-behavior:contain;display:flex;flex-direction:column}
.panel footer{display:flex;justify-content:space-between;align-items:center;gap:12px;padding:6px 18px;border-top:1px solid var(--line);font-size:13px;line-height:20px;color:var(--muted);flex:none}
.panel footer button{all:unset;min-height:32px;padding:0 6px;margin-right:-6px;border-radius:6px;cursor:pointer;color:var(--accent);font-weight:500}
.panel footer button:hover{text-decoration:underline}
.panel footer button:focus-visible{outline:2px solid var(--accent)}
.screen{display:flex;flex-direction:column;gap:14px;padding:20px 18px 18px;flex:1}
.screen h2{font-size:20px;line-height:28px;font-weight:650;letter-spacing:-.015em}
.screen.centred{align-items:center;justify-content:center;text-align:center}
.grow{flex:1}
.quiet{color:var(--muted)}
.small{font-size:14px;line-height:20px}
.bad-text{color:var(--bad)}
.figures{font-variant-numeric:tabular-nums}
.icon{fill:none;stroke:currentColor;stroke-width:1.8;stroke-linecap:round;stroke-linejoin:round;flex:none}
.icon.filled{fill:currentColor}
.veil-layer{position:absolute;inset:0;display:grid;align-items:end;padding:14px;background:var(--veil);animation:centralino-veil .15s}
@keyframes centralino-veil{from{opacity:0}}
.ask{display:flex;flex-direction:column;gap:16px;padding:20px 18px 18px;border-radius:12px;background:var(--card);box-shadow:var(--shadow)}
.ask h2{font-size:18px;line-height:26px;font-weight:650}
@media (max-width:480px){
.panel{inset:0;width:auto;max-height:none;min-height:0;border-radius:0;box-shadow:none}
.panel header{padding-top:calc(10px + env(safe-area-inset-top,0px))}
.panel footer{padding-bottom:calc(6px + env(safe-area-inset-bottom,0px))}
}
@media (max-height:560px){.panel header{padding-top:8px;padding-bottom:8px}.screen{gap:10px;padding-top:14px}}
@media (prefers-reduced-motion:reduce){.place *,.place *::before,.place *::after{animation:none!important;transition:none!important}}
@media (forced-colors:active){.panel,.ask,.note,.channel,.control .round{border:1px solid CanvasText}}
@media print{.panel{display:none}}
`;

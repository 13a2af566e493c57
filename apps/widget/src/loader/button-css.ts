/**
 * The corner button: all that a page shows before anybody asks for help. A small circle on phones, where it must not cover the page.
 * What is important in a shadow root wins over whatever the page says (CSS Cascade level 5, section 6.1); `all` leaves out `direction`.
 */
export const buttonCss = `
:host{all:initial!important;direction:ltr!important;display:block!important;position:fixed!important;right:calc(20px + env(safe-area-inset-right,0px))!important;bottom:calc(20px + env(safe-area-inset-bottom,0px))!important;z-index:2147483000!important;
font:500 16px/24px 'Inter Variable',Inter,system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif!important;color-scheme:light dark!important;text-align:end!important}
.corner{all:unset;box-sizing:border-box;display:inline-flex;align-items:center;gap:10px;min-height:52px;padding:0 22px 0 18px;border-radius:26px;cursor:pointer;
background:#0f6e74;color:#fff;font-weight:600;letter-spacing:-.005em;box-shadow:0 1px 2px rgba(20,33,61,.18),0 8px 24px rgba(20,33,61,.22);transition:background .15s,box-shadow .15s,transform .15s;-webkit-tap-highlight-color:transparent}
.corner:hover{background:#0c5c61;box-shadow:0 1px 2px rgba(20,33,61,.2),0 10px 30px rgba(20,33,61,.3)}
.corner:active{transform:translateY(1px)}
.corner:focus-visible{outline:3px solid #fff;outline-offset:-5px;box-shadow:0 0 0 3px #0f6e74,0 8px 24px rgba(20,33,61,.22)}
.sorry{all:unset}
.sorry:not(:empty){display:block;box-sizing:border-box;max-width:260px;margin-bottom:10px;padding:10px 14px;border-radius:10px;background:#14213d;color:#fff;font-size:15px;line-height:22px;box-shadow:0 8px 24px rgba(20,33,61,.22)}
.sorry a{all:unset;display:block;margin-top:6px;cursor:pointer;font-weight:600;text-decoration:underline}
.sorry a:focus-visible{outline:2px solid #fff;outline-offset:2px}
.corner[hidden]{display:none}
.corner[aria-busy=true] svg{animation:centralino-breathe 1s ease-in-out infinite alternate}
.corner[data-live=true]{background:#1f6b42}
.corner time{font-variant-numeric:tabular-nums}
.corner svg{width:24px;height:24px;flex:none;fill:none;stroke:currentColor;stroke-width:1.8;stroke-linecap:round;stroke-linejoin:round}
@keyframes centralino-breathe{to{opacity:.35}}
@media (max-width:480px){
:host{right:calc(12px + env(safe-area-inset-right,0px))!important;bottom:calc(12px + env(safe-area-inset-bottom,0px))!important}
.corner{width:48px;min-height:48px;padding:0;justify-content:center}
.corner:has(time){width:auto;padding:0 16px 0 12px}
.corner span{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
}
@media (prefers-reduced-motion:reduce){.corner{transition:none}.corner[aria-busy=true] svg{animation:none;opacity:.6}}
@media print{:host{display:none!important}}
@media (forced-colors:active){.corner{border:2px solid ButtonText}}
`;

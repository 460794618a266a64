/**
 * The style of all elements: colours and letters are those of the page around them, dark or light. Without spaces, since
 * every page pays for each.
 */
export const style = `
:host{display:block;max-width:44rem}
:host([hidden]){display:none}
*{box-sizing:border-box}
.row{display:flex;flex-wrap:wrap;gap:1rem;align-items:center;justify-content:center}
.pad{flex:1 1 8rem;max-width:16rem}
.surface{position:relative;aspect-ratio:1;border:2px solid;border-radius:.75rem;overflow:hidden;cursor:crosshair;touch-action:none}
:focus-visible{outline:3px solid Highlight;outline-offset:2px}
svg{display:block;width:100%;pointer-events:none}
path{fill:none;stroke:currentColor;stroke-width:80;stroke-linecap:round;stroke-linejoin:round}
.pen{position:absolute;width:1rem;height:1rem;margin:-.5rem;border:2px solid Highlight;border-radius:50%;pointer-events:none}
.pen.down{background:Highlight}
.buttons{display:flex;gap:.5rem;margin-top:.5rem}
button,input{font:inherit;min-height:2.75rem;padding:.25rem .75rem}
.verdict{flex:1 1 9rem;text-align:center}
p{margin:0}
.word{font-size:1.6em;font-weight:700}
ul,form{display:flex;flex-wrap:wrap;gap:.5rem;margin:.5rem 0 0;padding:0;list-style:none}
li{width:5.5rem;padding:.25rem;text-align:center;border:2px solid transparent;overflow-wrap:anywhere}
li.nearest{border-color:currentColor}
li button{min-height:1.75rem;padding:0 .5rem}
form{align-items:end}
label{display:grid}
@media(max-width:34rem){.verdict{flex-basis:100%;order:1}}
`;

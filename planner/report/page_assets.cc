#include "planner/report/page_assets.h"

#include "planner/text/base64.h"
#include "planner/text/digest.h"

namespace deltaplan::planner {
namespace {

int HexValue(char digit) { return digit <= '9' ? digit - '0' : digit - 'a' + 10; }

// As a policy names a block of the page.
std::string Source(std::string_view block) {
  const std::string hex = Sha256Digest(block).substr(7);  // behind "sha256:"
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes += static_cast<char>(HexValue(hex[i]) * 16 + HexValue(hex[i + 1]));
  }
  return "'sha256-" + Base64Encoded(bytes) + "'";
}

}  // namespace

const std::string_view kPageStyle = R"css(
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #ffffff; --soft: #57606a; --line: #c4cad1; --mark: #fff3cd; --link: #0550ae; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e9ec; --paper: #14181d; --soft: #a9b2bb; --line: #3b434c; --mark: #4a3d12; --link: #79b8ff; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 90rem; color: var(--ink); background: var(--paper); font: 1rem/1.5 system-ui, sans-serif; }
a { color: var(--link); }
h1 { font-size: 1.5rem; line-height: 1.3; margin: 0 0 .5rem; }
h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; }
p { margin: .4rem 0; }
.soft { color: var(--soft); }
.notice { border-left: .3rem solid var(--line); background: var(--mark); padding: .4rem .8rem; margin: .5rem 0; overflow-wrap: anywhere; }
.wide { overflow-x: auto; }
pre { margin: .3rem 0; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
code, pre { font-family: ui-monospace, monospace; font-size: .92em; }
table { border-collapse: separate; border-spacing: 0; width: 100%; }
caption { text-align: left; color: var(--soft); padding: .3rem 0; }
th, td { text-align: left; vertical-align: top; padding: .25rem .6rem; border-bottom: 1px solid var(--line); max-width: 24rem; overflow-wrap: break-word; }
thead th { white-space: nowrap; }
tbody th { min-width: 9rem; }
tr:target, details:target { background: var(--mark); }
.deploy { font-weight: bold; }
form { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; margin: .5rem 0; }
form[hidden] { display: none; }
input, select { font: inherit; padding: .2rem .4rem; min-height: 2rem; max-width: 100%; }
summary { cursor: pointer; padding: .2rem 0; }
:focus-visible { outline: .2rem solid var(--link); outline-offset: .1rem; }
@media (max-width: 40rem) { body { padding: .6rem; } th, td { padding: .2rem .35rem; max-width: 14rem; } table { width: max-content; min-width: 100%; } tr > :first-child { position: sticky; left: 0; max-width: 55vw; background: var(--paper); } tr:target > :first-child { background: var(--mark); } }
@media print { form { display: none; } body { max-width: none; } }
)css";

const std::string_view kPageScript = R"js(
(function () {
  'use strict';
  var table = document.getElementById('inventory');
  var form = document.getElementById('filter');
  if (!table || !form) return;
  var input = form.querySelector('input');
  var choice = form.querySelector('select');
  var count = form.querySelector('output');
  var rows = Array.prototype.slice.call(table.tBodies[0].rows);
  var texts = rows.map(function (row) { return row.textContent.toLowerCase(); });
  function apply() {
    var words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    var decision = choice ? choice.value : '';
    var shown = 0;
    rows.forEach(function (row, i) {
      var fits = words.every(function (word) { return texts[i].indexOf(word) >= 0; });
      if (decision && row.getAttribute('data-decision') !== decision) fits = false;
      row.hidden = !fits;
      if (fits) shown += 1;
    });
    count.textContent = shown + ' of ' + rows.length + ' services';
  }
  function clear() {
    input.value = '';
    if (choice) choice.value = '';
    apply();
  }
  function encoded(name) {
    return encodeURIComponent(name).replace(/[!'()*]/g, function (c) { return '%' + c.charCodeAt(0).toString(16).toUpperCase(); });
  }
  function go() {
    var id = location.hash.slice(1);
    if (!id) return;
    var found = document.getElementById(id);
    if (!found && id.indexOf('service=') === 0) {
      try { found = document.getElementById('service=' + encoded(decodeURIComponent(id.slice(8)))); } catch (error) { return; }
    }
    if (!found) return;
    if (found.hidden) clear();
    for (var around = found; around; around = around.parentElement) if (around.tagName === 'DETAILS') around.open = true;
    found.scrollIntoView();
    found.setAttribute('tabindex', '-1');
    found.focus({ preventScroll: true });
  }
  form.hidden = false;
  form.addEventListener('submit', function (event) { event.preventDefault(); });
  form.addEventListener('input', apply);
  document.addEventListener('keydown', function (event) {
    var typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      input.focus();
    } else if (event.key === 'Escape' && event.target === input) {
      clear();
    }
  });
  window.addEventListener('hashchange', go);
  apply();
  go();
})();
)js";

std::string PagePolicy() {
  return "default-src 'none'; script-src " + Source(kPageScript) + "; style-src " +
         Source(kPageStyle) + "; base-uri 'none'; form-action 'none'";
}

}  // namespace deltaplan::planner

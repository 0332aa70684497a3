#!/usr/bin/env bash
# Other people's programs over our HWPX: validators, a decoder, two renderers. Run by `.ci/run` and by hand:
#
#   tests/hwpx/gates.sh BUNDLE...        bundles with hwpx and pdf, as `bogo build` writes them
#
# The programs are installed into target/hwpx-gates, pinned. Without a network nothing is proved, which is said, and the
# exit code is 0; with HWPX_GATES=required it is 1.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$root/target/hwpx-gates
mkdir -p "$work"

absent() {
    echo "hwpx gates: NOT RUN ($1): nothing is proved about other programs"
    [ "${HWPX_GATES:-}" = required ] && exit 1
    exit 0
}

command -v python3 >/dev/null || absent "no python3"
command -v npm >/dev/null || absent "no npm"
if [ ! -x "$work/venv/bin/python" ] || ! cmp -s "$here/requirements.txt" "$work/requirements.txt"; then
    python3 -m venv "$work/venv" >"$work/pip.log" 2>&1 || absent "no venv"
    "$work/venv/bin/pip" install --quiet --requirement "$here/requirements.txt" >>"$work/pip.log" 2>&1 ||
        absent "pip could not install"
    cp "$here/requirements.txt" "$work/"
fi
if [ ! -d "$work/node_modules/kordoc" ] || ! cmp -s "$here/package.json" "$work/package.json"; then
    cp "$here/package.json" "$work/"
    (cd "$work" && npm install --no-package-lock --no-audit --no-fund >npm.log 2>&1) || absent "npm could not install"
fi

bogo=${BOGO:-$root/target/release/bogo}
# The programs run inside the work folder: bundles are named from the root.
bundles=()
for bundle in "$@"; do
    bundles+=("$(realpath -- "$bundle")") || exit 1
done
[ -x "$bogo" ] || bogo=$root/target/debug/bogo
failed=0
echo "== hwpx: validators, decoder (python-hwpx)"
"$work/venv/bin/python" "$here/validate.py" "$work" "${bundles[@]}" || failed=1
echo "== hwpx: two renderers (rhwp, kordoc)"
cp "$here/render.mjs" "$work/"
(cd "$work" && node render.mjs "$root/templates/fonts" "$work") || failed=1
echo "== hwpx: an edit by another program is named"
"$work/venv/bin/python" "$here/edit.py" "$work" "$bogo" || failed=1
if [ -n "${BOGO_HWPX_OUT:-}" ]; then
    echo "== hwpx: which program sees which defect"
    cp "$here/defects.mjs" "$work/"
    "$work/venv/bin/python" "$here/defects.py" "$BOGO_HWPX_OUT" "$work" || failed=1
    (cd "$work" && node defects.mjs "$BOGO_HWPX_OUT" "$work") || failed=1
fi
exit $failed

// Runs before `npm start` and `npm test` on whatever Node is there, so it is plain old JavaScript:
// installs the project's packages when they are missing, which also brings Node 24 where the system has less.
'use strict';
var fs = require('fs');
var path = require('path');
var spawnSync = require('child_process').spawnSync;

var root = path.join(__dirname, '..');
var stamp = path.join(root, 'node_modules', '.package-lock.json');
var lock = path.join(root, 'package-lock.json');

function isInstalled() {
  if (!fs.existsSync(stamp)) return false;
  return fs.statSync(stamp).mtimeMs >= fs.statSync(lock).mtimeMs || sameVersions();
}

// A fresh clone gives every file the time of the clone, so an older stamp alone does not mean an older install.
function sameVersions() {
  var wanted = JSON.parse(fs.readFileSync(lock, 'utf8')).packages;
  var installed = JSON.parse(fs.readFileSync(stamp, 'utf8')).packages;
  return Object.keys(wanted).every(function (name) {
    if (name === '' || name.indexOf('node_modules/') !== 0) return true;
    if (wanted[name].optional || wanted[name].link) return true;
    return installed[name] !== undefined && installed[name].version === wanted[name].version;
  });
}

if (!isInstalled()) {
  process.stderr.write('Installing what Kentongan needs (once) ...\n');
  var result = spawnSync('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (result.status !== 0) {
    process.stderr.write('npm could not install the packages; look at its message above, then try again.\n');
    process.exit(1);
  }
}

// SPDX-License-Identifier: Apache-2.0
import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
const core = fileURLToPath(new URL('./node_modules/enketo-core/', import.meta.url));
export default {
  root: fileURLToPath(new URL('./page/', import.meta.url)),
  plugins: [vue()],
  resolve: { alias: {
    'enketo/config': `${core}config.js`, 'enketo/widgets': fileURLToPath(new URL('./page/no-widgets.js', import.meta.url)), 'enketo/translator': `${core}src/js/fake-translator.js`,
    'enketo/dialog': `${core}src/js/fake-dialog.js`, 'enketo/file-manager': `${core}src/js/file-manager.js`, 'enketo/xpath-evaluator-binding': `${core}src/js/xpath-evaluator-binding.js`,
  } },
  build: { outDir: fileURLToPath(new URL('./dist/', import.meta.url)), emptyOutDir: true, chunkSizeWarningLimit: 20000 },
};

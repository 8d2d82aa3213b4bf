// SPDX-License-Identifier: Apache-2.0
import '@fontsource-variable/atkinson-hyperlegible-next/wght.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/print.css';
import { createApp } from 'vue';
import { take_token_from_address } from './access';
import App from './App.vue';
import { i18n, start_language } from './language';
import { start_router } from './router';
import { load_workspace, watch_network } from './status';
import { start_theme } from './theme';

start_theme();
start_language();
start_router(take_token_from_address);
watch_network();
void load_workspace();
createApp(App).use(i18n).mount('#app');

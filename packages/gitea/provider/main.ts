import { serve } from "@fluxlab/provider-server";

import { provider } from "./provider.ts";

serve(provider);

import { serve } from "@fluxlab/provider-server";
import { commandProvider } from "./provider.ts";

serve(commandProvider);

import { serve } from "@fluxlab/provider-server";
import { dockerProvider } from "./provider.ts";

serve(dockerProvider);

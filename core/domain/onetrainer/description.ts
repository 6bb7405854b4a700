import type { JsonObject, JsonSchema } from '../schema/json-schema.ts'

/** A preset of the layers that are trained, or quantized. */
export interface LayerPreset { patterns: string[], regex: boolean }

/** What one model type allows. */
export interface ModelRules {
  methods: string[]
  /** Output formats by training method; the first is what the desktop takes for one that is not offered. */
  formats: Record<string, string[]>
  parts: string[]
  text_encoder_parts: string[]
  /** By training method; null where the trainer's modules could not be loaded. */
  layer_presets: Record<string, Record<string, LayerPreset> | null>
  sample: JsonObject
  is_flow_matching?: boolean
  is_video_model?: boolean
  is_wuerstchen?: boolean
}

export interface OptimizerRules {
  /** The settings that are its own, with their defaults. */
  defaults: JsonObject
  is_schedule_free: boolean
  supports_fused_back_pass: boolean
  missing_packages: string[]
}

/** A preset of the checkout, as the desktop loads it; or why it cannot be loaded. `path` is `Family/#name.json`. */
export interface DescribedPreset { path: string, config?: JsonObject, error?: string }

/** What an installed OneTrainer says of itself: the document of bridge/describe. */
export interface Description {
  format: number
  versions: Record<string, string | null>
  device: { type: string, name: string }
  schema: JsonSchema
  models: Record<string, ModelRules>
  /** Output format to the ending of its file; empty for a folder. */
  formats: Record<string, string>
  optimizers: Record<string, OptimizerRules>
  optimizer_fields: JsonObject
  presets: DescribedPreset[]
  /** Modules of OneTrainer that cannot be loaded, each with the reason. */
  problems: string[]
}

/** The version every config of this OneTrainer has. */
export const configVersion = ({ schema }: Description): unknown => schema.properties?.__version?.const

CREATE TABLE "voicebox_clip_parts" (
	"clip_id" text NOT NULL,
	"number" integer NOT NULL,
	"bytes" "bytea" NOT NULL,
	CONSTRAINT "voicebox_clip_parts_clip_id_number_pk" PRIMARY KEY("clip_id","number")
);
--> statement-breakpoint
CREATE TABLE "voicebox_clips" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" integer NOT NULL,
	"caller_phone" text,
	"voice_id" text NOT NULL,
	"spoken_by" text NOT NULL,
	"engine" text NOT NULL,
	"text" text NOT NULL,
	"characters" integer NOT NULL,
	"samples" integer DEFAULT 0 NOT NULL,
	"sample_rate_hz" integer NOT NULL,
	"state" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "voicebox_quotas" (
	"user_id" integer PRIMARY KEY NOT NULL,
	"characters" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "voicebox_reservations" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" integer NOT NULL,
	"period" text NOT NULL,
	"characters" integer NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "voicebox_usage" (
	"user_id" integer NOT NULL,
	"period" text NOT NULL,
	"characters" bigint DEFAULT 0 NOT NULL,
	"seconds" double precision DEFAULT 0 NOT NULL,
	"calls" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "voicebox_usage_user_id_period_pk" PRIMARY KEY("user_id","period")
);
--> statement-breakpoint
CREATE TABLE "voicebox_voices" (
	"voice_id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"language" text NOT NULL,
	"engine" text NOT NULL,
	"sample_rate_hz" integer NOT NULL,
	"ready" boolean NOT NULL,
	"position" integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE "voicebox_clip_parts" ADD CONSTRAINT "voicebox_clip_parts_clip_id_voicebox_clips_id_fk" FOREIGN KEY ("clip_id") REFERENCES "public"."voicebox_clips"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "voicebox_clips_of_user" ON "voicebox_clips" USING btree ("user_id","created_at");--> statement-breakpoint
CREATE INDEX "voicebox_clips_by_time" ON "voicebox_clips" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "voicebox_reservations_of_user" ON "voicebox_reservations" USING btree ("user_id","period");
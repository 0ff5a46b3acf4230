CREATE TABLE "library_narration_chapters" (
	"narration_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"duration_s" double precision NOT NULL,
	"bytes" integer NOT NULL,
	CONSTRAINT "library_narration_chapters_narration_id_number_pk" PRIMARY KEY("narration_id","number")
);
--> statement-breakpoint
CREATE TABLE "library_narration_passages" (
	"narration_id" uuid NOT NULL,
	"ordinal" integer NOT NULL,
	"chapter" integer NOT NULL,
	"start_s" double precision NOT NULL,
	"end_s" double precision NOT NULL,
	"start_byte" integer NOT NULL,
	"end_byte" integer NOT NULL,
	"next_page" integer NOT NULL,
	"audio" "bytea" NOT NULL,
	CONSTRAINT "library_narration_passages_narration_id_ordinal_pk" PRIMARY KEY("narration_id","ordinal")
);
--> statement-breakpoint
CREATE TABLE "library_narrations" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"book_id" integer NOT NULL,
	"voice_id" text NOT NULL,
	"spoken_by" text,
	"state" text NOT NULL,
	"error" text,
	"asked_at" timestamp with time zone NOT NULL,
	"ready_at" timestamp with time zone,
	"lease_holder" text,
	"lease_until" timestamp with time zone,
	CONSTRAINT "library_narrations_once" UNIQUE("book_id","voice_id")
);
--> statement-breakpoint
ALTER TABLE "library_narration_chapters" ADD CONSTRAINT "library_narration_chapters_narration_id_library_narrations_id_fk" FOREIGN KEY ("narration_id") REFERENCES "public"."library_narrations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "library_narration_passages" ADD CONSTRAINT "library_narration_passages_narration_id_library_narrations_id_fk" FOREIGN KEY ("narration_id") REFERENCES "public"."library_narrations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "library_narrations" ADD CONSTRAINT "library_narrations_book_id_library_books_id_fk" FOREIGN KEY ("book_id") REFERENCES "public"."library_books"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "library_narration_passages_of_chapter" ON "library_narration_passages" USING btree ("narration_id","chapter");--> statement-breakpoint
CREATE UNIQUE INDEX "library_narrations_heard" ON "library_narrations" USING btree ("book_id") WHERE "library_narrations"."state" = 'ready';
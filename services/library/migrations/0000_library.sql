CREATE TABLE "library_books" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "library_books_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"job_id" text NOT NULL,
	"owner_id" integer,
	"title" text NOT NULL,
	"author" text,
	"language" text NOT NULL,
	"source_name" text NOT NULL,
	"source_sha256" text NOT NULL,
	"format" text NOT NULL,
	"positions" text NOT NULL,
	"state" text NOT NULL,
	"passages" integer DEFAULT 0 NOT NULL,
	"duration_s" double precision DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"ready_at" timestamp with time zone,
	CONSTRAINT "library_books_job_id_unique" UNIQUE("job_id")
);
--> statement-breakpoint
CREATE TABLE "library_chapters" (
	"book_id" integer NOT NULL,
	"number" integer NOT NULL,
	"title" text NOT NULL,
	"start_s" double precision NOT NULL,
	"end_s" double precision NOT NULL,
	CONSTRAINT "library_chapters_book_id_number_pk" PRIMARY KEY("book_id","number")
);
--> statement-breakpoint
CREATE TABLE "library_chunks" (
	"book_id" integer NOT NULL,
	"ordinal" integer NOT NULL,
	"chapter" integer NOT NULL,
	"language" text NOT NULL,
	"text" text NOT NULL,
	"position_s" double precision NOT NULL,
	"end_s" double precision NOT NULL,
	"words" "tsvector" GENERATED ALWAYS AS (case "language" when 'pt' then to_tsvector('portuguese', "text") else to_tsvector('english', "text") end) STORED NOT NULL,
	CONSTRAINT "library_chunks_book_id_ordinal_pk" PRIMARY KEY("book_id","ordinal")
);
--> statement-breakpoint
CREATE TABLE "library_progress" (
	"reader" text NOT NULL,
	"book_id" integer NOT NULL,
	"position_s" double precision NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "library_progress_reader_book_id_pk" PRIMARY KEY("reader","book_id")
);
--> statement-breakpoint
CREATE TABLE "library_words" (
	"book_id" integer NOT NULL,
	"lexeme" text NOT NULL,
	"chunks" integer NOT NULL,
	CONSTRAINT "library_words_book_id_lexeme_pk" PRIMARY KEY("book_id","lexeme")
);
--> statement-breakpoint
ALTER TABLE "library_chapters" ADD CONSTRAINT "library_chapters_book_id_library_books_id_fk" FOREIGN KEY ("book_id") REFERENCES "public"."library_books"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "library_chunks" ADD CONSTRAINT "library_chunks_book_id_library_books_id_fk" FOREIGN KEY ("book_id") REFERENCES "public"."library_books"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "library_progress" ADD CONSTRAINT "library_progress_book_id_library_books_id_fk" FOREIGN KEY ("book_id") REFERENCES "public"."library_books"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "library_words" ADD CONSTRAINT "library_words_book_id_library_books_id_fk" FOREIGN KEY ("book_id") REFERENCES "public"."library_books"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "library_books_once" ON "library_books" USING btree (coalesce("owner_id", 0),"source_sha256");--> statement-breakpoint
CREATE INDEX "library_books_of_owner" ON "library_books" USING btree ("owner_id");--> statement-breakpoint
CREATE INDEX "library_chunks_by_words" ON "library_chunks" USING gin ("words");--> statement-breakpoint
CREATE INDEX "library_words_by_lexeme" ON "library_words" USING btree ("lexeme");
-- What 0008_review_comments_stay.py runs: what reviewers commented is kept as written, and settled once.

CREATE TRIGGER keep_reviewcomment_insert
    BEFORE INSERT ON meetings_reviewcomment FOR EACH ROW
    WHEN EXISTS (SELECT 1 FROM meetings_reviewcomment t WHERE t.id = NEW.id)
    BEGIN SELECT RAISE(ABORT, '審閱意見須留存，不可更動'); END;

CREATE TRIGGER keep_reviewcomment_update
    BEFORE UPDATE ON meetings_reviewcomment FOR EACH ROW
    WHEN OLD.state <> 'open'
        OR NEW.id IS NOT OLD.id OR NEW.circulation_id IS NOT OLD.circulation_id OR NEW.anchor IS NOT OLD.anchor
        OR NEW.quoted IS NOT OLD.quoted OR NEW.text IS NOT OLD.text OR NEW.suggested IS NOT OLD.suggested
        OR NEW.author_id IS NOT OLD.author_id OR NEW.author_name IS NOT OLD.author_name
        OR NEW.city_id IS NOT OLD.city_id OR NEW.written_at IS NOT OLD.written_at
    BEGIN SELECT RAISE(ABORT, '審閱意見須留存，不可更動'); END;

CREATE TRIGGER keep_reviewcomment_delete
    BEFORE DELETE ON meetings_reviewcomment FOR EACH ROW
    WHEN OLD.id IS NOT NULL
    BEGIN SELECT RAISE(ABORT, '審閱意見須留存，不可更動'); END;

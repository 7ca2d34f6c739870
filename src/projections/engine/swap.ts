/** Functions of the database that put one build in the place of another. */
import { SCHEMAS } from './tables.ts';

/** Both are one call each, hence one transaction. Tables of a model may or may not have history beside them. */
export const SWAP_FUNCTIONS = `
  create or replace function projections.move_tables(model text, from_schema text, to_schema text)
  returns void language plpgsql as $move$
  declare
    name text;
  begin
    foreach name in array array[model, model || '_history'] loop
      execute format('drop table if exists %I.%I', to_schema, name);
      if to_regclass(format('%I.%I', from_schema, name)) is not null then
        execute format('alter table %I.%I set schema %I', from_schema, name, to_schema);
      end if;
    end loop;
  end
  $move$;

  create or replace function projections.take_tables(model text, from_schema text)
  returns void language plpgsql as $take$
  declare
    name text;
  begin
    foreach name in array array[model, model || '_history'] loop
      if to_regclass(format('%I.%I', from_schema, name)) is not null then
        execute format('lock table %I.%I in access exclusive mode', from_schema, name);
      end if;
    end loop;
  end
  $take$;

  create or replace function projections.swap(p_model text, p_generation bigint, p_position bigint, p_live_counts boolean)
  returns boolean language plpgsql as $swap$
  declare
    live record;
    next record;
  begin
    -- Nobody queries the next build, so waiting for it holds nobody up: at most a vacuum is at work there.
    perform set_config('lock_timeout', '10s', true);
    perform projections.take_tables(p_model, '${SCHEMAS.next}');
    -- A vacuum of the live build gives way to who has waited for a second; queries wait as long as we do.
    perform set_config('lock_timeout', '1500ms', true);
    select * into live from projections.checkpoints c where c.model = p_model and c.build = 'live' for update;
    select * into next from projections.checkpoints c where c.model = p_model and c.build = 'next' for update;
    if next.generation is distinct from p_generation or next.position <> p_position then return false; end if;
    if p_live_counts and live.status = 'running' and live.version = next.version and live.position > next.position then
      return false;
    end if;
    perform projections.move_tables(p_model, '${SCHEMAS.live}', '${SCHEMAS.previous}');
    perform projections.move_tables(p_model, '${SCHEMAS.next}', '${SCHEMAS.live}');
    delete from projections.checkpoints c where c.model = p_model and c.build = 'previous';
    if live.status = 'filling' then
      delete from projections.checkpoints c where c.model = p_model and c.build = 'live';
      execute format('drop table if exists ${SCHEMAS.previous}.%I, ${SCHEMAS.previous}.%I', p_model, p_model || '_history');
    end if;
    update projections.checkpoints c set build = 'previous' where c.model = p_model and c.build = 'live';
    update projections.checkpoints c set build = 'live', status = 'running', updated_at = clock_timestamp()
      where c.model = p_model and c.build = 'next';
    return true;
  end
  $swap$;

  create or replace function projections.roll_back(p_model text)
  returns boolean language plpgsql as $back$
  begin
    perform set_config('lock_timeout', '5s', true);
    perform 1 from projections.checkpoints c where c.model = p_model and c.build in ('live', 'previous') for update;
    if not exists (select 1 from projections.checkpoints c where c.model = p_model and c.build = 'previous') then
      return false;
    end if;
    perform projections.move_tables(p_model, '${SCHEMAS.live}', '${SCHEMAS.next}');
    perform projections.move_tables(p_model, '${SCHEMAS.previous}', '${SCHEMAS.live}');
    perform projections.move_tables(p_model, '${SCHEMAS.next}', '${SCHEMAS.previous}');
    delete from projections.checkpoints c where c.model = p_model and c.build = 'next';
    update projections.checkpoints c set build = 'next' where c.model = p_model and c.build = 'live';
    update projections.checkpoints c set build = 'live' where c.model = p_model and c.build = 'previous';
    update projections.checkpoints c set build = 'previous' where c.model = p_model and c.build = 'next';
    return true;
  end
  $back$;`;

-- A county of any size, made inside the database. Parameters: people, rows, orders, now, content, phone.
-- Each part begins with "-- =" and its name; benchmarks/county.py runs them one after the other.

-- = places
INSERT INTO places_grid (code, name, "group", town_id, community_id)
SELECT 'G' || code, name || ' 01', '', parent_id, code FROM places_area WHERE level = 'village' AND is_own;
INSERT INTO places_gridvillage (village_id, grid_id)
SELECT code, 'G' || code FROM places_area WHERE level = 'village' AND is_own;
-- The county town holds a good third of the people, as anywhere.
CREATE TEMP TABLE place AS
SELECT row_number() OVER (ORDER BY v.code, copy) - 1 AS k, count(*) OVER () AS of, v.parent_id AS town,
       v.code AS community, 'G' || v.code AS grid, t.name || v.name AS name
FROM places_area v JOIN places_area t ON t.code = v.parent_id
CROSS JOIN generate_series(1, 8) copy
WHERE v.level = 'village' AND v.is_own
  AND (copy = 1 OR v.parent_id = (SELECT min(code) FROM places_area WHERE level = 'town' AND is_own));
ANALYZE place

-- = lists
INSERT INTO shared_storedfile (id, kind, filename, media_type, size, sha256, path, key_id, made_at, made_by)
OVERRIDING SYSTEM VALUE VALUES (1, 'list', 'x', '', 0, '', '', '', now(), 1);
INSERT INTO intake_source (id, name, kind, headings, category) OVERRIDING SYSTEM VALUE
VALUES (1, 'pushed', 'pushed', '{}', ''), (2, 'declared', 'declared', '{}', '');
INSERT INTO intake_batch (id, source_id, event_id, file_id, filename, sha256, pushed_at, received_at, by, state,
       fault, rows, ready, warning, rejected, duplicate, opened_rows, layouts)
OVERRIDING SYSTEM VALUE
SELECT n, CASE WHEN n %% 20 = 0 THEN 2 ELSE 1 END, (SELECT min(id) FROM events_event), 1, 'list ' || n,
       md5(n::text), timestamptz '2021-03-01 10:00+8' + n * interval '1 day',
       timestamptz '2021-03-01 10:05+8' + n * interval '1 day', 1, 'done', '{}', 0, 0, 0, 0, 0, 0, '[]'
FROM generate_series(1, 364) n

-- = rows
INSERT INTO intake_row (id, batch_id, seq, sheet, row, outcome, reasons, remarks, place, area, candidates,
       place_reason, known_from)
OVERRIDING SYSTEM VALUE
SELECT n, batch, n, '', n, CASE WHEN n %% 50 = 0 THEN 'rejected' WHEN n %% 50 = 1 THEN 'duplicate'
       WHEN n %% 9 = 0 THEN 'warning' ELSE 'ready' END, '{}', '{}', 'assigned', '', '{}', '',
       timestamptz '2021-03-01 10:10+8' + batch * interval '1 day'
FROM (SELECT n, 1 + (n::bigint * 364 / (%(rows)s + 1))::int AS batch FROM generate_series(1, %(rows)s) n) rows

-- = contents
INSERT INTO intake_rowcontent (row_id, sealed) SELECT id, %(content)s FROM intake_row

-- = leads
INSERT INTO leads_lead (id, person_id, event_id, state, outcome, place, candidates, place_reason, address, town,
       community, grid, holder, category, from_place, left_on, arrived_on, transport, reasons, pinyin, received_at,
       due_at, calls, doubtful, answered_at, closed_at)
OVERRIDING SYSTEM VALUE
SELECT n, p.id, (SELECT min(id) FROM events_event), state,
       CASE WHEN state <> 'open' THEN (ARRAY['here_control', 'here_free', 'here_free', 'away', 'elsewhere', 'not_been_there'])[1 + n %% 6] ELSE '' END,
       CASE WHEN placed THEN 'assigned' ELSE (ARRAY['ambiguous', 'none', 'elsewhere'])[1 + n / 60 %% 3] END, '{}', '',
       '兴县' || l.name || n %% 300 || '号', CASE WHEN placed THEN l.town ELSE '' END,
       CASE WHEN placed THEN l.community ELSE '' END, CASE WHEN placed THEN l.grid ELSE '' END,
       CASE WHEN placed THEN 'grid' ELSE 'office' END, CASE n %% 7 WHEN 0 THEN 'contact' ELSE 'arrival' END,
       (ARRAY['陕西省西安市雁塔区', '河南省安阳市汤阴县', '天津市津南区', '浙江省宁波市北仑区'])[1 + n %% 4],
       pushed_at::date - 3, pushed_at::date - 1, (ARRAY['火车', '自驾', '飞机'])[1 + n %% 3], '{}', p.pinyin, pushed_at,
       date_trunc('day', pushed_at, 'Asia/Shanghai') + interval '1 day', CASE state WHEN 'open' THEN n %% 3 ELSE 1 + n %% 4 END,
       n %% 701 = 0, CASE WHEN state <> 'open' THEN pushed_at + (n %% 600) * interval '1 minute' END,
       CASE WHEN state = 'closed' THEN pushed_at + (n %% 600) * interval '1 minute' END
FROM (SELECT r.id AS n, b.pushed_at, r.id %% 60 <> 7 AS placed,
             CASE WHEN r.id %% 5 < 3 AND b.id > 350 OR r.id %% 200 = 2 AND b.id BETWEEN 30 AND 350 THEN 'open'
                  WHEN r.id %% 40 = 5 AND b.id BETWEEN 30 AND 350 THEN 'answered' ELSE 'closed' END AS state
      FROM intake_row r JOIN intake_batch b ON b.id = r.batch_id WHERE r.id %% 50 > 1) rows
JOIN people_person p ON p.id = 1 + (n - 1) %% %(people)s
JOIN place l ON l.k = n * 7 %% l.of

-- = tally
INSERT INTO leads_leadtally (town, community, grid, state, number)
SELECT town, community, grid, state, count(*) FROM leads_lead GROUP BY 1, 2, 3, 4

-- = letters
INSERT INTO leads_transferletter (lead_id, to_area, to_name, number, state, made_at, sent_at)
SELECT id, '', from_place, CASE WHEN id %% 2 = 0 THEN 'X' || id ELSE '' END,
       CASE WHEN id %% 2 = 0 THEN 'sent' ELSE 'draft' END, received_at, CASE WHEN id %% 2 = 0 THEN received_at END
FROM leads_lead WHERE place = 'elsewhere'

-- = pairs
INSERT INTO leads_doubtfulpair (lead_id, person_id, other_id, score, reasons, suggestion, answer, known_at)
SELECT id, person_id, 1 + person_id %% %(people)s, 0.7 + id %% 30 / 100.0, '[["name", 0.5]]', 'merge',
       CASE WHEN id %% 3 = 0 THEN '' ELSE 'separate' END, received_at
FROM leads_lead WHERE doubtful AND id < %(people)s

-- = sources
INSERT INTO leads_leadsource (row_id, lead_id, batch_id, person_id, joined, outcome, due_at, answered_at, answer,
       town, community, grid, known_from)
SELECT r.id, l.id, r.batch_id, l.person_id, false, r.outcome, l.due_at, l.answered_at, l.outcome, l.town, l.community,
       l.grid, r.known_from
FROM intake_row r JOIN leads_lead l ON l.id = CASE WHEN r.id %% 50 = 1 THEN r.id + 1 ELSE r.id END
WHERE r.id %% 50 > 0

-- = answers
INSERT INTO leads_leadanswer (lead_id, outcome, answered_at, known_from)
SELECT id, outcome, answered_at, answered_at FROM leads_lead WHERE answered_at IS NOT NULL ORDER BY answered_at

-- = calls
INSERT INTO leads_call (lead_id, outcome, at, known_at, by)
SELECT id, outcome, answered_at, answered_at, 1
FROM leads_lead WHERE answered_at IS NOT NULL ORDER BY answered_at;
INSERT INTO leads_leadmove (lead_id, move, to_holder, to_code, true_at, known_at, by)
SELECT id, 'open', holder, coalesce(nullif(grid, ''), ''), received_at, received_at, 1
FROM leads_lead ORDER BY received_at

-- = orders
INSERT INTO orders_order (id, number, person_id, lead_id, event_id, category, edition, rules, measure, facts,
       reasons, state, town, community, grid, address, from_place, left_on, arrived_on, place, pinyin, starts_at,
       ends_at, ended_at, issued_at, issued_by)
OVERRIDING SYSTEM VALUE
SELECT n, 'N' || n, p.id, CASE WHEN p.id %% 50 > 1 THEN p.id END, (SELECT min(id) FROM events_event), 'contact', 'v8',
       '{}', 'home', '{}', '[]', CASE WHEN ends_at < %(now)s THEN 'released' ELSE 'running' END, l.town, l.community,
       l.grid, coalesce(d.address, ''), coalesce(d.from_place, ''), d.left_on, d.arrived_on, 'home', p.pinyin, starts_at,
       ends_at, CASE WHEN ends_at < %(now)s THEN ends_at END, starts_at, 1
FROM (SELECT n, CASE WHEN n * 10 > %(orders)s * 9 THEN n - %(orders)s / 2 ELSE n END AS who,
             timestamptz '2021-03-02 08:00+8' + n * (interval '363 days' / %(orders)s) AS starts_at,
             timestamptz '2021-03-02 08:00+8' + n * (interval '363 days' / %(orders)s)
             + CASE n %% 5 WHEN 0 THEN interval '14 days' ELSE interval '7 days' END AS ends_at
      FROM generate_series(1, %(orders)s) n) o
JOIN people_person p ON p.id = 1 + (who * 3 - 1) %% %(people)s
JOIN place l ON l.k = n * 11 %% l.of
LEFT JOIN leads_lead d ON d.id = p.id AND p.id %% 50 > 1
ORDER BY n

-- = stages
INSERT INTO orders_stage (id, order_id, person_id, seq, place, site, state, first_day, needs, period)
OVERRIDING SYSTEM VALUE
SELECT id * 2, id, person_id, 0, CASE WHEN id %% 5 = 0 THEN 'centralised' ELSE 'home' END, '',
       CASE WHEN starts_at + interval '7 days' < %(now)s THEN 'ended' ELSE 'running' END, 1, '{}'::text[],
       tstzrange(starts_at, starts_at + interval '7 days')
FROM orders_order
UNION ALL
SELECT id * 2 + 1, id, person_id, 1, 'home', '',
       CASE WHEN ends_at < %(now)s THEN 'ended' WHEN starts_at + interval '7 days' < %(now)s THEN 'running'
       ELSE 'planned' END, 1, '{}'::text[], tstzrange(starts_at + interval '7 days', ends_at)
FROM orders_order WHERE id %% 5 = 0

-- = spells
INSERT INTO orders_spell (stage_id, order_id, person_id, event_id, place, category, town, community, grid, starts_at,
       ends_at, ended_by, known_from, known_to)
SELECT s.id, o.id, o.person_id, o.event_id, s.place, o.category, o.town, o.community, o.grid, lower(s.period),
       CASE WHEN v = 1 THEN upper(s.period) END,
       CASE WHEN v = 0 THEN '' WHEN s.seq = 0 AND o.id %% 5 = 0 THEN 'moved' ELSE 'released' END,
       CASE WHEN v = 0 THEN lower(s.period) ELSE upper(s.period) END,
       CASE WHEN v = 0 AND upper(s.period) < %(now)s THEN upper(s.period) END
FROM orders_stage s JOIN orders_order o ON o.id = s.order_id, generate_series(0, 1) v
WHERE lower(s.period) < %(now)s AND (v = 0 OR upper(s.period) < %(now)s)
ORDER BY CASE WHEN v = 0 THEN lower(s.period) ELSE upper(s.period) END

-- = tests
INSERT INTO orders_duetest (id, order_id, stage_id, person_id, event_id, town, community, grid, due_on, samples,
       opens_at, closes_at, known_from, done)
OVERRIDING SYSTEM VALUE
SELECT o.id * 4 + t, o.id, o.id * 2, o.person_id, o.event_id, o.town, o.community, o.grid, due, 1,
       due::timestamp AT TIME ZONE 'Asia/Shanghai', (due + 1)::timestamp AT TIME ZONE 'Asia/Shanghai', o.starts_at,
       due::timestamp AT TIME ZONE 'Asia/Shanghai' + interval '16 hours' < %(now)s AND (o.id * 4 + t) %% 97 > 0
FROM orders_order o CROSS JOIN generate_series(0, 3) t
CROSS JOIN LATERAL (SELECT (o.starts_at AT TIME ZONE 'Asia/Shanghai')::date + t * 2) d(due)

-- = results
INSERT INTO orders_testresult (test_id, result, samples, done_at, laboratory, known_from, by)
SELECT id, CASE WHEN id %% 5000 = 0 THEN 'positive' ELSE 'negative' END, 1, opens_at + interval '10 hours', '',
       opens_at + interval '16 hours', 1
FROM orders_duetest WHERE opens_at + interval '16 hours' < %(now)s AND id %% 97 > 0

-- = duties
INSERT INTO orders_ordermove (order_id, stage_id, move, document, decided_by, true_at, known_at, by)
SELECT id, id * 2, move, '', '', CASE move WHEN 'released' THEN ended_at ELSE starts_at END,
       CASE move WHEN 'released' THEN ended_at ELSE starts_at END, 1
FROM orders_order, unnest(ARRAY['issued', 'started', 'released']) move
WHERE move <> 'released' OR ended_at IS NOT NULL;
INSERT INTO orders_responsible (order_id, post, name, phone)
SELECT id, post, '甲', %(phone)s FROM orders_order, unnest(ARRAY['leader', 'cadre', 'doctor', 'police', 'grid']) post

"""The keys by which the ledger points up at its meetings, and what rests on them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cases', '0001_initial'),
        ('meetings', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='statuschange',
            name='meeting',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='meetings.meeting', verbose_name='會議'),
        ),
        migrations.AddField(
            model_name='historicalsuccession',
            name='change',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='cases.statuschange', verbose_name='依據異動'),
        ),
        migrations.AddField(
            model_name='succession',
            name='change',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cases.statuschange', verbose_name='依據異動'),
        ),
        migrations.AddField(
            model_name='succession',
            name='predecessor',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='succeeded_by', to='cases.case', verbose_name='前案'),
        ),
        migrations.AddField(
            model_name='succession',
            name='successor',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='preceded_by', to='cases.case', verbose_name='後案'),
        ),
        migrations.AddField(
            model_name='updatestep',
            name='actor',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='辦理者'),
        ),
        migrations.AddField(
            model_name='updatestep',
            name='update',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='cases.quarterlyupdate', verbose_name='季進度'),
        ),
        migrations.AddConstraint(
            model_name='casetitle',
            constraint=models.UniqueConstraint(fields=('case', 'title'), name='casetitle_once_per_case'),
        ),
        migrations.AddConstraint(
            model_name='casetitle',
            constraint=models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='casetitle_not_blank'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['group', 'status'], name='case_group_status'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['status'], name='case_status'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['', 'added', 'tracked', 'delisted', 'merged', 'moved', 'renamed'])), name='case_status_is_known'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='case_title_not_blank'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('parent__isnull', True), models.Q(('parent', models.F('pk')), _negated=True), _connector='OR'), name='case_is_not_its_own_parent', violation_error_message='合作案不可作為自己的母案。'),
        ),
        migrations.AddConstraint(
            model_name='indicator',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('case__isnull', False), ('common_topic__isnull', True)), models.Q(('case__isnull', True), ('common_topic__isnull', False)), _connector='OR'), name='indicator_of_a_case_or_a_topic', violation_error_message='指標須屬於一個合作案或一個共同議題，二者擇一。'),
        ),
        migrations.AddConstraint(
            model_name='indicator',
            constraint=models.UniqueConstraint(condition=models.Q(('case__isnull', False)), fields=('case', 'name'), name='indicator_name_once_per_case'),
        ),
        migrations.AddConstraint(
            model_name='indicator',
            constraint=models.UniqueConstraint(condition=models.Q(('common_topic__isnull', False)), fields=('common_topic', 'name'), name='indicator_name_once_per_topic'),
        ),
        migrations.AddConstraint(
            model_name='indicator',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('unit', ''), _negated=True)), name='indicator_has_name_and_unit'),
        ),
        migrations.AddConstraint(
            model_name='indicator',
            constraint=models.CheckConstraint(condition=models.Q(('low__isnull', True), ('high__isnull', True), ('low__lte', models.F('high')), _connector='OR'), name='indicator_low_below_high', violation_error_message='下限不可大於上限。'),
        ),
        migrations.AddConstraint(
            model_name='link',
            constraint=models.UniqueConstraint(fields=('update', 'position'), name='link_position_once_per_update'),
        ),
        migrations.AddConstraint(
            model_name='link',
            constraint=models.CheckConstraint(condition=models.Q(('url__startswith', 'http://'), ('url__startswith', 'https://'), _connector='OR'), name='link_is_http'),
        ),
        migrations.AddConstraint(
            model_name='indicatorvalue',
            constraint=models.UniqueConstraint(fields=('update', 'indicator', 'city'), name='indicatorvalue_once_per_city'),
        ),
        migrations.AddConstraint(
            model_name='citycontribution',
            constraint=models.UniqueConstraint(fields=('update', 'city'), name='contribution_once_per_city'),
        ),
        migrations.AddConstraint(
            model_name='citycontribution',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='contribution_not_blank'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='attachment_has_name'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(('uploaded_by_name', ''), _negated=True), name='attachment_names_its_uploader'),
        ),
        migrations.AddConstraint(
            model_name='remindersent',
            constraint=models.UniqueConstraint(fields=('user', 'platform', 'period', 'stage'), name='reminder_once_per_stage'),
        ),
        migrations.AddConstraint(
            model_name='remindersent',
            constraint=models.CheckConstraint(condition=models.Q(('sent_at__isnull', True), ('sent_at__gte', models.F('claimed_at')), _connector='OR'), name='reminder_sent_once_claimed'),
        ),
        migrations.AddConstraint(
            model_name='remindersent',
            constraint=models.CheckConstraint(condition=models.Q(('address', ''), _negated=True), name='reminder_has_address'),
        ),
        migrations.AddIndex(
            model_name='quarterlyupdate',
            index=models.Index(fields=['period', 'group', 'state', 'light'], name='update_matrix'),
        ),
        migrations.AddIndex(
            model_name='quarterlyupdate',
            index=models.Index(fields=['case', 'group', 'period'], name='update_case_span'),
        ),
        migrations.AddIndex(
            model_name='quarterlyupdate',
            index=models.Index(fields=['state', 'accepted_at'], name='update_accepted_at'),
        ),
        migrations.AddConstraint(
            model_name='quarterlyupdate',
            constraint=models.UniqueConstraint(fields=('case', 'period', 'revision'), name='update_revision_once'),
        ),
        migrations.AddConstraint(
            model_name='quarterlyupdate',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'accepted'), _negated=True), fields=('case', 'period'), name='update_one_open_revision'),
        ),
        migrations.AddConstraint(
            model_name='quarterlyupdate',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('replaces__isnull', True), ('revision', 1)), models.Q(('replaces__isnull', False), ('revision__gt', 1)), _connector='OR'), name='update_later_revision_replaces'),
        ),
        migrations.AddConstraint(
            model_name='quarterlyupdate',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'submitted', 'returned', 'accepted'])), name='update_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='quarterlyupdate',
            constraint=models.CheckConstraint(condition=models.Q(('light__in', ['', 'green', 'yellow', 'red'])), name='update_light_is_known'),
        ),
        migrations.AddConstraint(
            model_name='quarterlyupdate',
            constraint=models.CheckConstraint(condition=models.Q(('progress__isnull', True), ('progress__lte', 100), _connector='OR'), name='update_progress_to_a_hundred'),
        ),
        migrations.AddConstraint(
            model_name='quarterlyupdate',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'returned']), models.Q(models.Q(('progress_text', ''), _negated=True), models.Q(('next_steps', ''), _negated=True), models.Q(('light', ''), _negated=True), ('progress__isnull', False)), _connector='OR'), name='update_complete_once_submitted'),
        ),
        migrations.AddConstraint(
            model_name='quarterlyupdate',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'returned']), ('light', 'green'), models.Q(models.Q(('cause', ''), _negated=True), models.Q(('remedy', ''), _negated=True), ('remedy_due_on__isnull', False)), _connector='OR'), name='update_light_not_alone'),
        ),
        migrations.AddConstraint(
            model_name='quarterlyupdate',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('accepted_at__isnull', False), ('state', 'accepted')), models.Q(models.Q(('state', 'accepted'), _negated=True), ('accepted_at__isnull', True)), _connector='OR'), name='update_accepted_with_time'),
        ),
        migrations.AddConstraint(
            model_name='quarterlyupdate',
            constraint=models.CheckConstraint(condition=models.Q(('saved_by_name', ''), _negated=True), name='update_saved_by_somebody'),
        ),
        migrations.AddIndex(
            model_name='statuschange',
            index=models.Index(fields=['meeting', 'group', 'kind', 'is_subcase', 'effect'], name='statuschange_tally'),
        ),
        migrations.AddConstraint(
            model_name='statuschange',
            constraint=models.UniqueConstraint(fields=('case', 'meeting'), name='statuschange_once_per_case_and_meeting'),
        ),
        migrations.AddConstraint(
            model_name='statuschange',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['added', 'tracked', 'delisted', 'merged', 'moved', 'renamed'])), name='statuschange_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='statuschange',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'tracked'), models.Q(('printed_title', ''), _negated=True), _connector='OR'), name='statuschange_only_tracked_unnamed'),
        ),
        migrations.AddConstraint(
            model_name='statuschange',
            constraint=models.CheckConstraint(condition=models.Q(('corrects__isnull', True), models.Q(('note', ''), _negated=True), _connector='OR'), name='statuschange_correction_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='statuschange',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('corrects__isnull', True), ('effect', '')), models.Q(('corrects__isnull', True), ('effect', 'result'), ('kind', 'tracked')), models.Q(('corrects__isnull', False), ('effect', 'restored'), ('kind', 'tracked')), models.Q(('corrects__isnull', False), ('effect', 'struck'), ('kind', 'delisted')), models.Q(('corrects__isnull', False), ('effect', 'restated')), _connector='OR'), name='statuschange_effect_is_of_a_correction'),
        ),
        migrations.AddConstraint(
            model_name='statuschange',
            constraint=models.CheckConstraint(condition=models.Q(('actor_name', ''), _negated=True), name='statuschange_actor_named'),
        ),
        migrations.AddConstraint(
            model_name='statuschange',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('from_group__isnull', False), ('kind', 'moved'), models.Q(('from_group', models.F('group')), _negated=True)), models.Q(models.Q(('kind', 'moved'), _negated=True), ('from_group__isnull', True)), _connector='OR'), name='statuschange_moved_from_another_group'),
        ),
        migrations.AddConstraint(
            model_name='statuschange',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'renamed'), models.Q(('former_title', ''), _negated=True)), models.Q(models.Q(('kind', 'renamed'), _negated=True), ('former_title', '')), _connector='OR'), name='statuschange_renamed_from_a_title'),
        ),
        migrations.AddConstraint(
            model_name='succession',
            constraint=models.UniqueConstraint(fields=('predecessor', 'successor'), name='succession_once_per_pair'),
        ),
        migrations.AddConstraint(
            model_name='succession',
            constraint=models.CheckConstraint(condition=models.Q(('predecessor', models.F('successor')), _negated=True), name='succession_between_two_cases'),
        ),
        migrations.AddConstraint(
            model_name='succession',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['split', 'merged', 'replaced'])), name='succession_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='updatestep',
            constraint=models.CheckConstraint(condition=models.Q(('from_state__in', ['', 'draft', 'submitted', 'returned', 'accepted']), ('to_state__in', ['draft', 'submitted', 'returned', 'accepted'])), name='updatestep_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='updatestep',
            constraint=models.CheckConstraint(condition=models.Q(('actor_name', ''), _negated=True), name='updatestep_names_its_actor'),
        ),
        migrations.AddConstraint(
            model_name='updatestep',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('to_state', 'returned'), _negated=True), models.Q(('comment', ''), _negated=True), _connector='OR'), name='updatestep_return_says_why'),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0006_orders_of_lists")]

    operations = [
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                models.F("job_title"), models.F("name"), models.F("id"), name="customers_person_job_name"
            ),
        ),
    ]

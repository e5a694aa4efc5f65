"""Reads the metrics of an application."""

from prometheus_client.parser import text_string_to_metric_families


def samples(client):
    """All samples, by name and labels."""
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(client.get("/metrics").text)
        for sample in family.samples
    }


def requests(client, method, route, status):
    """How many requests were counted under these labels."""
    labels = ("method", method), ("route", route), ("status", str(status))
    return samples(client).get(("atlas_request_seconds_count", *labels), 0)

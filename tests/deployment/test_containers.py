"""What compose.yaml lets a container do."""

import yaml

from tests.deployment.nginx import ROOT


def test_no_container_can_do_more_than_it_has_to():
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    assert services.keys() == {"atlas", "nginx"}
    for service in services.values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert int(service["user"].partition(":")[0]) > 0
        assert service["mem_limit"]
        assert service["pids_limit"]
    assert services["atlas"]["deploy"]["replicas"] == 2

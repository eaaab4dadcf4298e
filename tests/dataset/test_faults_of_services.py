from collections.abc import Iterator
from pathlib import Path

import faults
import pytest
from loopback import Setting, setting_in

pytestmark = pytest.mark.usefixtures("online")


@pytest.fixture
def setting(tmp_path: Path) -> Iterator[Setting]:
    with setting_in(tmp_path) as setting:
        yield setting


@pytest.mark.slow
@pytest.mark.parametrize("case", faults.CASES, ids=lambda case: case.name)
def test_a_fault_gives_the_right_result_or_one_sentence(case: faults.Case, setting: Setting) -> None:
    assert case.run(setting)


@pytest.mark.shared
@pytest.mark.parametrize("case", faults.SHARED_CASES, ids=lambda case: case.name)
def test_a_fault_of_the_real_data_gives_the_same(case: faults.Case, setting: Setting, few_gemeenten: Path) -> None:
    setting.data = few_gemeenten
    assert case.run(setting)

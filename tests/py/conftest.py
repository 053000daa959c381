# SPDX-License-Identifier: BSD-2-Clause
"""Fixtures of all tests."""

import pytest

import tool_host


@pytest.fixture(scope="session")
def built_tool():
    """The tool, built for tests."""
    tool_host.build()


@pytest.fixture
def host(built_tool, tmp_path):  # pylint: disable=unused-argument
    """A host without a driver."""
    return tool_host.Host(tmp_path)


@pytest.fixture
def driver(host):
    """A host whose driver is loaded and enabled."""
    host.add_driver()
    return host

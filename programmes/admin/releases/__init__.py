"""The press-release desk: a release is written, validated, reviewed and sent on its way."""

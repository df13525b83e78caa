// Pins the host of YAML programs for machines that have Go but not Pulumi. See toolchain/go_build.py.
module pulumi-private-endpoint.invalid/toolchain/yaml

go 1.25.11

require github.com/pulumi/pulumi-yaml v1.38.1

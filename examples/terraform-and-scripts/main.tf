# Terraform makes the endpoint, and has nothing that approves it on the other side. This does, once Terraform knows
# the endpoint's id; `terraform plan` does not show it, so review the command below as you would a resource.
terraform {
  required_version = ">= 1.4"
}

variable "target_resource_id" {
  type        = string
  description = "The resource that the endpoint connects to."
}

variable "private_endpoint_id" {
  type        = string
  description = "The endpoint, such as azurerm_private_endpoint.orders.id."
}

resource "terraform_data" "approval" {
  triggers_replace = [var.target_resource_id, var.private_endpoint_id]

  provisioner "local-exec" {
    command = "${path.module}/approve.sh '${var.target_resource_id}' '${var.private_endpoint_id}' 'CHG-2043: the warehouse reads orders to pack them'"
  }
}

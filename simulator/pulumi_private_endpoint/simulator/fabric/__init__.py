"""Microsoft Fabric's side: workspaces that ask for private connections."""

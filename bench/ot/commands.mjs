/** What changes a machine, by the names that records have for it: all else is daily. */
export const grave =
  /^(?:PLC Stop|PLC Control|COLD_RESTART|WARM_RESTART|STOP_APPL|reinitialize_device|device_communication_control|delete_object|PROGRAM_CONCEPT|FIRMWARE_REPLACEMENT)$/;
export const changing =
  /^(?:(?:WRITE|MASK_WRITE|READ_WRITE)_\w+|WRITE|DIAGNOSTICS|SELECT|OPERATE|(?:EN|DIS)ABLE_UNSOLICITED|Write Variable|(?:Start |End )?Upload|atomic_write_file|write_(?:property|property_multiple|group)|(?:add|remove)_list_element|create_object|acknowledge_alarm|life_safety_operation|(?:utc_)?time_synchronization|you_are|Set Attribute List|Write|Control|Release|WriteRequest|AddNodesRequest|CallRequest)$/;
